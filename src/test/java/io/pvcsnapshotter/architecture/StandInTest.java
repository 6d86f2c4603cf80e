package io.pvcsnapshotter.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.util.ClientBuilder;
import io.pvcsnapshotter.Main;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What stands in the place of a class of client-java fits where that one was. */
class StandInTest {
    @Test
    void the_stand_in_is_the_class_that_is_loaded() {
        assertThat(JSON.class.getProtectionDomain().getCodeSource().getLocation())
                .isEqualTo(Main.class.getProtectionDomain().getCodeSource().getLocation());
    }

    @Test
    void it_has_every_method_that_client_java_calls_where_the_program_uses_it() throws IOException {
        List<String> called =
                Stream.concat(calls(ApiClient.class), calls(ClientBuilder.class)).toList();
        assertThat(called).contains("setLenientOnJson(boolean)void");
        assertThat(Arrays.stream(JSON.class.getMethods()).map(StandInTest::signature))
                .containsAll(called);
    }

    private static String signature(java.lang.reflect.Method method) {
        return method.getName()
                + MethodTypeDesc.ofDescriptor(
                                java.lang.invoke.MethodType.methodType(
                                                method.getReturnType(), method.getParameterTypes())
                                        .descriptorString())
                        .displayDescriptor();
    }

    private static Stream<String> calls(Class<?> caller) throws IOException {
        try (InputStream content =
                caller.getResourceAsStream("%s.class".formatted(caller.getSimpleName()))) {
            return StreamSupport.stream(
                    ClassFile.of().parse(content.readAllBytes()).constantPool().spliterator(),
                    false)
                    .filter(MethodRefEntry.class::isInstance)
                    .map(MethodRefEntry.class::cast)
                    .filter(each -> each.owner().asInternalName().endsWith("openapi/JSON"))
                    .filter(each -> !each.name().equalsString("<init>"))
                    .map(each -> each.name().stringValue() + each.typeSymbol().displayDescriptor())
                    .toList()
                    .stream();
        }
    }
}
