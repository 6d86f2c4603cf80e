package parts

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func sources(t *testing.T) {
	t.Helper()
	folder, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TESTBED_SOURCES", folder)
	t.Setenv("TESTBED_CACHE", t.TempDir())
}

func TestEachVersionIsTheOneInItsModule(t *testing.T) {
	sources(t)
	for _, version := range Versions {
		cluster, err := OpenCluster(version)
		if err != nil {
			t.Fatal(err)
		}
		module, err := os.ReadFile(filepath.Join(cluster[0].sources, "go.mod"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(module), "k8s.io/kubernetes v"+version+".") {
			t.Errorf("%s/go.mod does not require Kubernetes %s", cluster[0].sources, version)
		}
		if cluster.Parts() != 9 {
			t.Errorf("Kubernetes %s has %d parts, not 9", version, cluster.Parts())
		}
	}
}

func TestAnOlderKubernetesComesBeforeTheStorageOfTheNewest(t *testing.T) {
	sources(t)
	older, err := OpenCluster(Versions[0])
	if err != nil {
		t.Fatal(err)
	}
	newest, err := OpenCluster(Newest)
	if err != nil {
		t.Fatal(err)
	}
	if got := older.Bins(); len(got) != 2 || got[0] == newest.Bins()[0] || got[1] != newest.Bins()[0] {
		t.Errorf("the programs of %s are looked for in %q, those of %s in %q", Versions[0], got, Newest, newest.Bins())
	}
	if older.CRDs() != newest.CRDs() {
		t.Errorf("the snapshot CRDs differ: %s and %s", older.CRDs(), newest.CRDs())
	}
}

func TestAnUnknownVersionIsRefusedByName(t *testing.T) {
	sources(t)
	want := `a test bed does not have Kubernetes "1.30", only 1.31 and 1.36`
	if _, err := OpenCluster("1.30"); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, err := Kubectl("1.30"); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
