package main

import (
	"github.com/spf13/cobra"
)

func newForget(env environment) *cobra.Command {
	c := &cobra.Command{Use: "forget CUSTOMER", Hidden: true}
	return c
}
