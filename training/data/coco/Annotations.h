// The truth of a detection data set in COCO's JSON format: images, categories, and objects with boxes and outlines.
//
// What one annotation lacks or has wrong is named and the annotation left out (Annotations::problems); what makes the
// whole file useless throws training::DataError.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "training/data/coco/Segmentation.h"

namespace isonet::coco {

struct Image {
    std::int64_t id = 0;
    std::string file;  // as the annotations name it
    int height = 0, width = 0;
};

struct Category {
    std::int64_t id = 0;
    std::string name;
};

struct Object {
    std::int64_t id = 0;
    std::size_t image = 0, category = 0;  // positions in Annotations
    Box box;
    double area = 0;  // as the annotation says: of the outline, not of the box
    bool crowd = false;
    Segmentation segmentation;
};

struct Annotations {
    std::filesystem::path file;
    std::vector<Image> images;         // by rising id
    std::vector<Category> categories;  // by rising id
    std::vector<Object> objects;       // in the file's order

    // "annotation 17 of image 42: ...", the first hundred of `skipped`.
    std::vector<std::string> problems;
    std::int64_t skipped = 0;

    // Positions by id; -1: none.
    std::int64_t imageAt(std::int64_t id) const;
    std::int64_t categoryAt(std::int64_t id) const;
    RunLength mask(const Object& object) const;
    void problem(const std::string& what);
};

// An annotation of an unknown category, images or categories without ids or sizes, and two with one id throw.
Annotations readAnnotations(const std::filesystem::path& file);

}  // namespace isonet::coco
