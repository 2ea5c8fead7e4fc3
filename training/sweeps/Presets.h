// Predefined experiments, listed by `isonet presets`, the workbench's preset menu and `packaging/run`.
//
// The project's own presets train on Fashion-MNIST, with automatic precision and loader threads
// (training/config/AutomaticSettings.h). The paper's (Tables 1 to 5 and 7, every row and depth, with the settings of
// section 3.1, in float32) use ImageNet, which no package installs: they can be inspected, compared and saved as YAML,
// and trained once data.root is set (`networkOnly`; validate() reports exactly one problem, on data.root). For a
// dataset other than ImageNet, set model.classes to its number of classes.
#pragma once

#include <string>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::sweeps {

struct Preset {
    std::string name;          // "isonet-20-fashion-mnist", "table1-isonet-34"
    std::string title;         // "ISONet-20 on Fashion-MNIST"
    std::string description;   // one sentence: its purpose
    std::string table, row;    // of the paper ("table4", "e"; Table 2: the coefficient); empty: not from the paper
    double paperTop1 = 0;      // percent; 0: not in the paper
    std::string paperResult;   // "70.45 % top-1", "36.2 box AP and 33.0 mask AP"; empty: not from the paper
    bool paperFailed = false;  // the paper's N/A: did not converge, or below 40 %
    bool networkOnly = false;  // training requires data.root
    config::RunConfig config;
};

const std::vector<Preset>& presets();
const Preset* findPreset(const std::string& name);
const Preset& defaultPreset();  // ISONet-20 on Fashion-MNIST

}  // namespace isonet::sweeps
