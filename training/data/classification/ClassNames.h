// Readable names of classes whose folders have codes: ImageNet's wnids or numbers.
#pragma once

#include <string>
#include <vector>

#include "training/data/classification/FolderLayout.h"

namespace isonet::training {

// A name for each class, in the same order; the class itself where none is known or where it is no code. From the first
// of words.txt, synset_words.txt, LOC_synset_mapping.txt and labels.txt that knows a class, in the folders around the
// data (FlatLabels.h). Their lines are a code and names ("n01440764 tench, Tinca tinca"), of which the first that no
// other class has is taken; or, if there are as many lines as classes, the names in the order of the codes.
std::vector<std::string> classNames(const FolderLayout& layout, const std::vector<std::string>& classes);

}  // namespace isonet::training
