"""What people see: pages that read the ledger, and the few doors through which they change it."""
