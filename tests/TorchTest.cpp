// Source of the precompiled header shared by the torch tests.
