package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/pvc-snapshotter/testbed/internal/parts"
)

// split cuts the arguments at the first "--".
func split(args []string) (before, after []string, cut bool) {
	if i := slices.Index(args, "--"); i >= 0 {
		return args[:i], args[i+1:], true
	}
	return args, nil, false
}

// parse reads flags which may stand before and after the words, and returns the words.
func parse(flags *flag.FlagSet, args []string, words int) ([]string, error) {
	flags.SetOutput(io.Discard)
	var found []string
	for {
		if err := flags.Parse(args); err != nil {
			return nil, usageError(err.Error())
		}
		if flags.NArg() == 0 {
			break
		}
		found, args = append(found, flags.Arg(0)), flags.Args()[1:]
	}
	if len(found) != words {
		return nil, usageError(fmt.Sprintf("%s takes %d words, not %d: %q", flags.Name(), words, len(found), found))
	}
	return found, nil
}

// kubernetesFlag adds --kubernetes, the version of Kubernetes.
func kubernetesFlag(flags *flag.FlagSet) *string {
	return flags.String("kubernetes", askedKubernetes(), "")
}

// askedKubernetes is the version where no flag says it.
func askedKubernetes() string { return cmp.Or(os.Getenv("TESTBED_KUBERNETES"), parts.Newest) }

// list is a flag that may be repeated.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

// Set adds a value.
func (l *list) Set(value string) error {
	*l = append(*l, value)
	return nil
}
