//go:build tools

// Package engine names the Pulumi command line as a dependency, so that go.mod and go.sum pin every module it is
// built from. Nothing here is compiled into it.
package engine

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
