// Source of the precompiled header shared by the tests without LibTorch.
#include <QtTest>
