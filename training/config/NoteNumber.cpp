#include "training/config/NoteNumber.h"

#include "model/base/NumberText.h"

namespace isonet::config {

std::string noteNumber(double value) {
    constexpr std::size_t longest = 9;
    std::string text = base::numberText(value);
    return text.size() <= longest ? text : base::significant(value);
}

}  // namespace isonet::config
