// Ready experiments: `isonet presets`, the workbench's preset menu and `packaging/run` read this list.
//
// The project's own presets train on Fashion-MNIST. The paper's (Tables 1 to 5 and 7, every row and depth, with section
// 3.1's settings) are on ImageNet, which this version cannot open: they are there to be inspected, compared and saved
// as YAML (`networkOnly`), and validate() has one problem with each, on data.dataset.
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
    bool paperFailed = false;  // the paper's N/A: not converging, or below 40 %
    bool networkOnly = false;  // its data cannot be opened by this version: for inspection, not for training
    RunConfig config;
};

const std::vector<Preset>& presets();
const Preset* findPreset(const std::string& name);
const Preset& defaultPreset();  // ISONet-20 on Fashion-MNIST

}  // namespace isonet::config
