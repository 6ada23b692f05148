"""The pure core: the inventory's models, its loader and everything rendered from it. No Pulumi, network or clock."""
