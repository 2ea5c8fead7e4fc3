// Collects the problems of a specification while it is validated. Only for the validation files of this room.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/base/NumberText.h"
#include "model/spec/ModelSpec.h"

namespace isonet::spec {

class Findings {
public:
    void add(std::string field, std::string message) { found_.push_back({std::move(field), std::move(message)}); }

    // `field`: "model.stages[1].groups"; messages name its last part. NaN is outside every range.
    void range(const std::string& field, double value, double lowest, double highest, const std::string& note = {}) {
        if (!(value >= lowest && value <= highest))
            add(field, keyOf(field) + " is " + base::numberText(value) + "; accepted: " +
                           base::rangeText(base::numberText(lowest), base::numberText(highest)) + note);
    }

    static std::string keyOf(const std::string& field) { return field.substr(field.rfind('.') + 1); }

    bool none() const { return found_.empty(); }
    std::vector<Problem> take() { return std::move(found_); }

private:
    std::vector<Problem> found_;
};

}  // namespace isonet::spec
