package io.pvcsnapshotter.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases of apimachinery's {@code labels/selector_test.go}, and those that people get wrong. */
class LabelSelectorTest {
    @ParameterizedTest(name = "[{0}] selects [{1}]: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # selector                          | labels                | selects
                    ''                                  | ''                    | true
                    '   '                               | app=db                | true
                    app=db                              | app=db                | true
                    app=db                              | app=web               | false
                    app=db                              | ''                    | false
                    app==db                             | app=db                | true
                    app == db                           | app=db                | true
                    '  app  =  db  '                    | app=db                | true
                    app!=db                             | app=web               | true
                    app!=db                             | app=db                | false
                    app!=db                             | ''                    | true
                    # absent values are empty ones
                    app=                                | app=                  | true
                    app=                                | app=db                | false
                    app=                                | ''                    | false
                    app=,tier=cache                     | app=;tier=cache       | true
                    app!=                               | app=                  | false
                    app!=                               | app=db                | true
                    # existence
                    app                                 | app=                  | true
                    app                                 | tier=cache            | false
                    !app                                | tier=cache            | true
                    !app                                | app=db                | false
                    ! app                               | app=db                | false
                    '! app , tier'                      | tier=cache            | true
                    # sets
                    app in (db,web)                     | app=web               | true
                    app in (db,web)                     | app=cache             | false
                    app in (db,web)                     | ''                    | false
                    app in(db)                          | app=db                | true
                    'app  in  (  db  ,  web  )'         | app=web               | true
                    app notin (db,web)                  | app=web               | false
                    app notin (db,web)                  | app=cache             | true
                    app notin (db,web)                  | ''                    | true
                    app in (a,)                         | app=                  | true
                    app in (a,)                         | app=a                 | true
                    app in (a,)                         | app=b                 | false
                    app in (,a)                         | app=                  | true
                    app in (,)                          | app=                  | true
                    app in (,)                          | app=a                 | false
                    app in (a,,b)                       | app=                  | true
                    app in (a,,b)                       | app=b                 | true
                    app in ()                           | app=                  | true
                    app in ()                           | app=a                 | false
                    app notin ()                        | app=a                 | true
                    # words that are operators elsewhere
                    in                                  | in=1                  | true
                    !notin                              | in=1                  | true
                    in in (in,notin)                    | in=notin              | true
                    notin notin (in)                    | notin=in              | false
                    notin=in                            | notin=in              | true
                    in=notin,notin                      | in=notin;notin=       | true
                    # numbers
                    size>10                             | size=11               | true
                    size>10                             | size=10               | false
                    size < 10                           | size=9                | true
                    size < 10                           | size=10               | false
                    size>10                             | size=big              | false
                    size>10                             | ''                    | false
                    size<10                             | ''                    | false
                    size>1,size<3                       | size=2                | true
                    # all conditions must hold
                    app in (postgres, mysql),tier!=cache| app=mysql             | true
                    app in (postgres, mysql),tier!=cache| app=mysql;tier=cache  | false
                    x=a,y=b,z=c                         | x=a;y=b;z=c           | true
                    x=a,y=b,z=c                         | x=a;y=b               | false
                    # keys with a prefix, values with all characters
                    pvc.example.com/My_key.1=A_b-c.d    | pvc.example.com/My_key.1=A_b-c.d | true
                    """)
    void selects_as_the_api_server_does(String selector, String labels, boolean selects) {
        assertThat(LabelSelector.parse(selector).matches(labels(labels))).isEqualTo(selects);
    }

    @ParameterizedTest(name = "[{0}]: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    app=db,              | found the end, expected a label key
                    ,app=db              | found ",", expected a label key
                    app,,tier            | found ",", expected a label key
                    =db                  | found "=", expected a label key
                    !                    | found the end, expected a label key
                    !!app                | found "!", expected a label key
                    !app=db              | found "=", expected a comma
                    app db               | found "db" after the key "app", expected one of = == != in notin > < or a comma
                    app!db               | found "!" after the key "app", expected one of = == != in notin > < or a comma
                    app(db)              | found "(" after the key "app", expected one of = == != in notin > < or a comma
                    app=db web           | found "web", expected a comma
                    app===db             | found "=", expected a label value
                    app=(db)             | found "(", expected a label value
                    app in db            | found "db", expected (
                    app in               | found the end, expected (
                    app in (db           | found the end, expected a comma or )
                    app in (db web)      | found "web", expected a comma or )
                    app in (             | found the end, expected a label value
                    app in (db,(web))    | found "(", expected a label value
                    app in (db) tier     | found "tier", expected a comma
                    app=-db              | "-db" is not a label value
                    app in (db,web-)     | "web-" is not a label value
                    app=a@b              | "a@b" is not a label value
                    -app                 | "-app" is not a label key
                    /app                 | "/app" is not a label key
                    a/b/c                | "a/b/c" is not a label key
                    Up.com/app           | "Up.com/app" is not a label key
                    example..com/app     | "example..com/app" is not a label key
                    size>big             | "big" is not a whole number, which > and < compare with
                    size>                | "" is not a whole number, which > and < compare with
                    size<1.5             | "1.5" is not a whole number, which > and < compare with
                    """)
    void says_what_stands_where_something_else_was_expected(String selector, String message) {
        assertThatThrownBy(() -> LabelSelector.parse(selector))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void keys_and_values_are_as_long_as_a_label_allows() {
        String longest = "a".repeat(63);
        String prefix = "p".repeat(253);

        assertThat(LabelSelector.parse(prefix + "/" + longest + "=" + longest).matches(Map.of()))
                .isFalse();
        assertThatThrownBy(() -> LabelSelector.parse("a" + longest))
                .hasMessageEndingWith("is not a label key");
        assertThatThrownBy(() -> LabelSelector.parse("p" + prefix + "/a"))
                .hasMessageEndingWith("is not a label key");
        assertThatThrownBy(() -> LabelSelector.parse("a=a" + longest))
                .hasMessageEndingWith("is not a label value");
    }

    @Test
    void prints_as_it_was_written() {
        assertThat(LabelSelector.parse("app  in (a,b)")).hasToString("app  in (a,b)");
    }

    private static Map<String, String> labels(String text) {
        return Arrays.stream(text.split(";"))
                .filter(each -> !each.isEmpty())
                .map(each -> each.split("=", 2))
                .collect(Collectors.toMap(each -> each[0], each -> each[1]));
    }
}
