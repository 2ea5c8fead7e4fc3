#include "model/spec/ReceptiveField.h"

#include <algorithm>

#include "model/spec/Architecture.h"
#include "model/spec/LayerSettings.h"

namespace isonet::spec {
namespace {

ReceptiveField through(ReceptiveField field, KernelSize kernel, int stride, int dilation = 1) {
    field.height += dilation * (kernel.height - 1) * field.jump;
    field.width += dilation * (kernel.width - 1) * field.jump;
    constexpr std::int64_t most = 1 << 24;  // larger than any image
    field.jump = static_cast<int>(std::min(most, std::int64_t{field.jump} * stride));
    return field;
}

ReceptiveField through(const ReceptiveField& field, const ResamplingPlan& resampling) {
    if (!resampling.active())
        return field;
    const int taps = resampling.kind == Downsampling::BlurPool ? 3 : resampling.factor;
    return through(field, {taps, taps}, resampling.factor);
}

ReceptiveField through(const ReceptiveField& field, const ConvolutionPlan& layer) {
    return through(field, layer.kernel, layer.stride, layer.dilation);
}

ReceptiveField larger(ReceptiveField a, const ReceptiveField& b) {
    a.height = std::max(a.height, b.height);
    a.width = std::max(a.width, b.width);
    return a;
}

ReceptiveField named(ReceptiveField field, std::string name) {
    field.name = std::move(name);
    return field;
}

}  // namespace

std::vector<ReceptiveField> receptiveFields(const ModelSpec& spec, const NetworkPlan& plan) {
    std::vector<ReceptiveField> fields;
    auto layer = plan.convolutions.begin();
    const auto convolution = [&](const ReceptiveField& from) {
        fields.push_back(named(through(from, *layer), layer->name));
        ++layer;
        return fields.back();
    };
    const StemSpec stem = architecture(spec).stem;
    ReceptiveField at = convolution(through({}, plan.stemResampling));
    if (stem.pool != StemPooling::None)
        at = through(at, {stem.poolKernel, stem.poolKernel}, stem.poolStride);
    fields.push_back(named(at, "stem"));
    for (std::size_t i = 0; i < plan.blocks.size(); ++i) {
        const BlockPlan& block = plan.blocks[i];
        ReceptiveField skip = through(at, block.resampling), branch = at;
        if (block.projection)
            skip = convolution(skip);
        for (int k = 0; k < block.convolutions; ++k)
            branch = convolution(k == block.downsampleAt ? through(branch, block.resampling) : branch);
        at = block.shortcut ? larger(branch, skip) : branch;
        fields.push_back(named(at, block.name));
        if (i + 1 == plan.blocks.size() || plan.blocks[i + 1].stage != block.stage)
            fields.push_back(named(at, block.name.substr(0, block.name.find('.'))));
    }
    return fields;
}

const ReceptiveField* fieldOf(const std::vector<ReceptiveField>& fields, std::string_view name) {
    const auto found = std::ranges::find(fields, name, &ReceptiveField::name);
    if (found != fields.end())
        return &*found;
    if (name == "stem.relu")  // before the stem's pooling
        return fieldOf(fields, "stem.conv");
    constexpr std::string_view own = "_relu", shared = ".relu";
    for (const std::string_view ending : {own, shared})
        if (name.ends_with(ending))
            return fieldOf(fields, name.substr(0, name.size() - ending.size()));
    return nullptr;
}

}  // namespace isonet::spec
