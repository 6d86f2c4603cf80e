package driver

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// faults are what the parameters of a class ask for.
type faults struct {
	readyAfter time.Duration // how long after its cut a snapshot becomes ready
	never      bool          // a snapshot never becomes ready
	cutAfter   time.Duration // how long after the first call a snapshot is cut
	hang       time.Duration // how long each call blocks until the snapshot is cut
	fail       failure       // of the creation
	failDelete failure       // of the deletion
}

// A failure is what a call answers instead of success.
type failure struct {
	Code    codes.Code
	Message string
	Times   int // 0 is for ever
}

var onlyForSnapshots = []string{"readyAfter", "never", "cutAfter", "deleteFailWith", "deleteFailTimes"}

// parseFaults refuses unknown parameters, so that a misspelt fault is not ignored.
func parseFaults(parameters map[string]string, forSnapshot bool) (faults, error) {
	f, problems := faults{}, []string{}
	for name, value := range parameters {
		if strings.HasPrefix(name, "csi.storage.k8s.io/") {
			continue
		}
		var err error
		switch {
		case !forSnapshot && slices.Contains(onlyForSnapshots, name):
			err = fmt.Errorf("has a meaning in a VolumeSnapshotClass only")
		case name == "readyAfter":
			f.readyAfter, err = time.ParseDuration(value)
		case name == "cutAfter":
			f.cutAfter, err = time.ParseDuration(value)
		case name == "hang":
			f.hang, err = time.ParseDuration(value)
		case name == "never":
			f.never, err = strconv.ParseBool(value)
		case name == "failWith":
			err = f.fail.parse(value)
		case name == "failTimes":
			f.fail.Times, err = strconv.Atoi(value)
		case name == "deleteFailWith":
			err = f.failDelete.parse(value)
		case name == "deleteFailTimes":
			f.failDelete.Times, err = strconv.Atoi(value)
		default:
			err = fmt.Errorf("is unknown")
		}
		if err != nil {
			problems = append(problems, fmt.Sprintf("parameter %s: %q %v", name, value, err))
		}
	}
	if f.fail.Times != 0 && f.fail.Code == codes.OK {
		problems = append(problems, "parameter failTimes needs failWith")
	}
	if f.failDelete.Times != 0 && f.failDelete.Code == codes.OK {
		problems = append(problems, "parameter deleteFailTimes needs deleteFailWith")
	}
	if len(problems) > 0 {
		slices.Sort(problems)
		return faults{}, status.Error(codes.InvalidArgument, strings.Join(problems, "; "))
	}
	return f, nil
}

// parse reads "CODE: message".
func (f *failure) parse(text string) error {
	name, message, _ := strings.Cut(text, ":")
	if err := f.Code.UnmarshalJSON([]byte(strconv.Quote(strings.TrimSpace(name)))); err != nil || f.Code == codes.OK {
		return fmt.Errorf("does not begin with the name of a gRPC error code such as RESOURCE_EXHAUSTED")
	}
	f.Message = strings.TrimSpace(message)
	return nil
}

// hit returns the failure's error and counts it in met. It returns nil if there is no failure, or if it was returned Times times already.
func (f failure) hit(met *int) error {
	if f.Code == codes.OK || f.Times > 0 && *met >= f.Times {
		return nil
	}
	*met++
	return status.Error(f.Code, f.Message)
}

// hanging blocks as long as the faults say.
func (d *Driver) hanging(ctx context.Context, f faults) error {
	if f.hang == 0 {
		return nil
	}
	if err := d.wait(ctx, f.hang); err != nil {
		return status.FromContextError(err).Err()
	}
	return nil
}
