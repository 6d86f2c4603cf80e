package node

import (
	"context"
	"errors"
	"github.com/pvc-snapshotter/testbed/internal/state"
	"io"
)

var errNot = errors.New("node mode is not there yet")

const CloneFlags = 0

func Missing() []string                                             { return []string{errNot.Error()} }
func CgroupVersion() string                                         { return "" }
func Provide(context.Context, io.Writer) error                      { return errNot }
func RemoveCgroups(string)                                          {}
func RelayFromHost(context.Context, *state.Bed, int) error          { return errNot }
func Enter(context.Context, *state.Bed) error                       { return errNot }
func LoadImage(context.Context, *state.Bed, string) (string, error) { return "", errNot }
func EnterArgs(*state.Bed) []string                                 { return nil }
func Environment(*state.Bed) []string                               { return nil }
func Init(string) error                                             { return errNot }
