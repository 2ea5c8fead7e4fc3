// The classes of images in tar files: by a label next to each image, by class folders in the tar files, by tar files
// that each hold one class, or by ImageNet's list of validation labels.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "training/data/classification/IgnoredFiles.h"
#include "training/data/classification/TarSet.h"

namespace isonet::training {

// Sets the labels and returns the classes' names: sorted folders, or for numbers next to the images the lines of
// classes.txt, labels.txt or classnames.txt in `folder`, else the numbers themselves. Images outside the class folders
// are removed and ignored. Throws DataError naming tar file, key and value.
std::vector<std::string> labelTrainingImages(const TarSet& set, std::vector<TarImage>& images,
                                             const std::filesystem::path& folder, IgnoredFiles& ignored);
// The same with the training images and their classes. Throws DataError also for a class without training images.
void labelValidationImages(const TarSet& set, std::vector<TarImage>& images, const std::vector<TarImage>& training,
                           const std::vector<std::string>& classes, const std::filesystem::path& folder,
                           IgnoredFiles& ignored);

}  // namespace isonet::training
