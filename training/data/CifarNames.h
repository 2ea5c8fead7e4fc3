// The classes of CIFAR-10 and CIFAR-100 in the order of their labels, as their label files have them.
#pragma once

#include <string>
#include <vector>

namespace isonet::training {

const std::vector<std::string>& cifar10Names();
const std::vector<std::string>& cifar100Names();

}  // namespace isonet::training
