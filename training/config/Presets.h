// Ready experiments: `isonet presets`, the workbench's preset menu and `packaging/run` read this list.
//
// The project's own presets train on Fashion-MNIST. The paper's (Tables 1 to 5 and 7, every row and depth, with section
// 3.1's settings) are on ImageNet, a folder of images that no package installs: they can be inspected, compared and
// saved as YAML as they are, and trained once data.root names such a folder (`networkOnly`; validate() has one problem
// with each, on data.root). For another folder than ImageNet's, model.classes is its number of classes.
#pragma once

#include <string>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::config {

struct Preset {
    std::string name;          // "isonet-20-fashion-mnist", "table1-isonet-34"
    std::string title;         // "ISONet-20 on Fashion-MNIST"
    std::string description;   // one sentence: what it shows
    std::string table, row;    // of the paper ("table4", "e"; Table 2's rows are its coefficients); empty: our own
    double paperTop1 = 0;      // percent; 0: the paper gives none
    std::string paperResult;   // in words: "70.45 % top-1", "36.2 box AP and 33.0 mask AP"; empty: not the paper's
    bool paperFailed = false;  // the paper's N/A: not converging, or below 40 %
    bool networkOnly = false;  // to be trained, data.root must name the folder of its images
    RunConfig config;
};

const std::vector<Preset>& presets();
const Preset* findPreset(const std::string& name);
const Preset& defaultPreset();  // ISONet-20 on Fashion-MNIST

}  // namespace isonet::config
