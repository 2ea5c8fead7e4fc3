// The numbers of a detection run by their tags (Record.h has those of every run). No torch header.
#pragma once

#include <array>
#include <string>

namespace isonet::telemetry::tags {

inline const std::string lossObjectness = "loss/objectness";
inline const std::string lossProposalBox = "loss/proposal_box";
inline const std::string lossCategory = "loss/class";
inline const std::string lossBox = "loss/box";
inline const std::string lossMask = "loss/mask";
// The loss without the penalty is their sum.
inline const std::array<const std::string*, 5> detectionLosses{&lossObjectness, &lossProposalBox, &lossCategory,
                                                               &lossBox, &lossMask};
// Percent, at each evaluation: "ap/box" is the mean over overlaps 0.50 to 0.95; "ap/box_50", "ap/box_75",
// "ap/box_small", "ap/box_medium", "ap/box_large", and the same with mask; what the annotations have no object for is
// left out.
inline const std::string boxAp = "ap/box";
inline const std::string maskAp = "ap/mask";
inline const std::string boxCategoryAp = "ap/box_category/";    // + the category's name
inline const std::string maskCategoryAp = "ap/mask_category/";  // likewise

}  // namespace isonet::telemetry::tags
