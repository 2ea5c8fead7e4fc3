#include "widgets/design/PartKeys.h"

#include <algorithm>

namespace isonet::widgets {
namespace {

constexpr int maxBlocks = spec::mostBlocks, maxChannels = spec::mostChannels, maxStride = spec::mostStride,
              maxDilation = spec::mostDilation;

PartKey integerKey(const char* key, const QString& title, const QString& tooltip, int low, int high,
                   const QString& lowText = {}) {
    return {key, title, tooltip, PartEditor::Integer, low, high, lowText, {}};
}

PartKey textKey(const char* key, const QString& title, const QString& tooltip) {
    return {key, title, tooltip, PartEditor::Text, 1, 1, {}, {}};
}

PartKey switchKey(const char* key, const QString& title, const QString& tooltip) {
    PartKey made{key, title, tooltip, PartEditor::Choice, 1, 1, {}, {}};
    made.choices = {{QStringLiteral("true"), {PartKeys::tr("yes"), {}}},
                    {QStringLiteral("false"), {PartKeys::tr("no"), {}}}};
    return made;
}

PartKey standardizationKey(const QString& tooltip) {
    return switchKey("weight_standardization", PartKeys::tr("Standardized"), tooltip);
}

PartKey convolutionKey(const char* key, const QString& title, const QString& tooltip) {
    PartKey made{key, title, tooltip, PartEditor::Choice, 1, 1, {}, {}};
    for (const char* letter : {"a", "b", "c"})
        made.choices.append({QLatin1String(letter), {QLatin1String(letter), {}}});
    return made;
}

template <typename E>
PartKey choiceKey(const char* key, const QString& title, const QString& tooltip) {
    PartKey made{key, title, tooltip, PartEditor::Choice, 1, 1, {}, {}};
    for (const auto& entry : spec::choices<E>())
        made.choices.append({QString::fromUtf8(entry.name.data(), qsizetype(entry.name.size())),
                             {choiceText(entry.title), choiceText(entry.summary)}});
    return made;
}

PartKey withNone(PartKey key) {
    key.choices.prepend({QStringLiteral("none"), {PartKeys::tr("None"), {}}});
    return key;
}

}  // namespace

QString PartKey::titleOf(const QString& value) const {
    for (const auto& [name, item] : choices)
        if (name == value)
            return item.title;
    return value;
}

const QVector<std::string>& PartKeys::columns() {
    static const QVector<std::string> keys{"blocks", "channels", "block", "kernel", "stride", "downsample", "groups"};
    return keys;
}

QVector<PartKey> PartKeys::stem() {
    const QVector<PartKey> keys{
        textKey("kernel", tr("Kernel"), tr("<b>Kernel</b><br>3 is 3×3; 1x7 is 1 high and 7 wide.")),
        integerKey("stride", tr("Stride"), tr("<b>Stride</b><br>Of the stem's convolution."), 1, maxStride),
        choiceKey<spec::Downsampling>("downsample", tr("Downsampling"),
                                      tr("<b>Downsampling</b><br>How the stride makes the grid smaller.")),
        integerKey("channels", tr("Channels"), tr("<b>Channels</b><br>Outputs of the stem."), 1, maxChannels),
        withNone(choiceKey<spec::Activation>("activation", tr("Activation"),
                                             tr("<b>Activation</b><br>After the stem's convolution."))),
        choiceKey<spec::StemPooling>("pool", tr("Pooling"), tr("<b>Pooling</b><br>After the activation.")),
        integerKey("pool_kernel", tr("… kernel"), tr("<b>Kernel of the pooling</b>"), 1, spec::mostTaps),
        integerKey("pool_stride", tr("… stride"), tr("<b>Stride of the pooling</b>"), 1, maxStride),
        choiceKey<spec::Normalization>("normalization", tr("Normalization"),
                                       tr("<b>Normalization</b><br>After the stem's convolution.")),
        standardizationKey(tr("<b>Weight standardization</b><br>The stem's kernel with mean 0 and variance 1 per "
                              "output channel.")),
        choiceKey<spec::Parameterization>("parameterization", tr("Parameterization"),
                                          tr("<b>Parameterization</b><br>Of the stem's convolution: which kernels it "
                                             "can reach.")),
    };
    return keys;
}

QVector<PartKey> PartKeys::stage() {
    const QVector<PartKey> keys{
        integerKey("blocks", tr("Blocks"), tr("<b>Blocks</b><br>Equal blocks in a row."), 1, maxBlocks),
        integerKey("channels", tr("Channels"), tr("<b>Channels</b><br>Outputs of every block."), 1, maxChannels),
        choiceKey<spec::BlockKind>("block", tr("Block"), tr("<b>Block</b><br>The convolutions of a block's branch.")),
        textKey("kernel", tr("Kernel"),
                tr("<b>Kernel</b><br>3 is 3×3; 1x7 is 1 high and 7 wide. One size for the block's 3×3 convolutions, or "
                   "one for each of its convolutions: <tt>5, 3</tt>.")),
        integerKey("stride", tr("Stride"), tr("<b>Stride</b><br>Of the first block. 2 halves the grid."), 1, maxStride),
        choiceKey<spec::Downsampling>("downsample", tr("Downsampling"),
                                      tr("<b>Downsampling</b><br>How the stride makes the grid smaller.")),
        convolutionKey("downsample_at", tr("… at"),
                       tr("<b>Downsampling at</b><br>The convolution of the block at which the grid becomes smaller.")),
        integerKey("groups", tr("Groups"),
                   tr("<b>Groups</b><br>Of the block's 3×3 convolutions. Must divide their channels."), 1, maxChannels),
        integerKey("group_width", tr("Group width"),
                   tr("<b>Group width</b><br>Channels per group, instead of the number of groups."), 0, maxChannels,
                   tr("by number")),
        integerKey("dilation", tr("Dilation"), tr("<b>Dilation</b><br>Of all convolutions but 1×1."), 1, maxDilation),
        textKey("bottleneck_ratio", tr("Bottleneck"),
                tr("<b>Bottleneck ratio</b><br>Channels of a bottleneck's inner convolutions: channels / ratio.")),
        switchKey("shortcut", tr("Shortcut"), tr("<b>Shortcut</b><br>x + F(x) in every block of this stage.")),
        choiceKey<spec::ResidualMultiplier>("multiplier", tr("Multiplier"),
                                            tr("<b>Residual multiplier</b><br>The factor at the end of a branch.")),
        textKey("multiplier_start", tr("… initial value"), tr("<b>Initial value of the multiplier</b>")),
        choiceKey<spec::Normalization>("normalization", tr("Normalization"),
                                       tr("<b>Normalization</b><br>After every convolution of this stage.")),
        standardizationKey(tr("<b>Weight standardization</b><br>Kernels of this stage with mean 0 and variance 1 per "
                              "output channel.")),
        choiceKey<spec::Activation>("activation", tr("Activation"),
                                    tr("<b>Activation</b><br>In every block of this stage.")),
        textKey("offset", tr("Offset b"), tr("<b>Offset b</b><br>Threshold of SReLU, max(y, b), at the start.")),
        switchKey("offset_trained", tr("… trained"), tr("<b>Train b</b><br>Together with the weights.")),
        choiceKey<spec::Initialization>("initialization", tr("Initialization"),
                                        tr("<b>Initialization</b><br>Of this stage's convolutions.")),
        choiceKey<spec::Parameterization>("parameterization", tr("Parameterization"),
                                          tr("<b>Parameterization</b><br>Of this stage's convolutions: which kernels "
                                             "they can reach.")),
    };
    return keys;
}

QVector<PartKey> PartKeys::head() {
    const QVector<PartKey> keys{
        choiceKey<spec::HeadPooling>("pool", tr("Pooling"), tr("<b>Pooling</b><br>Of the last feature map.")),
        textKey("hidden", tr("Hidden layers"),
                tr("<b>Hidden layers</b><br>Outputs of each, before the classifier: <tt>256, 128</tt>. Empty: none.")),
        switchKey("bias", tr("Bias"), tr("<b>Bias</b><br>Of the classifier.")),
        textKey("dropout", tr("Dropout"),
                tr("<b>Dropout</b><br>Probability of dropping a feature before the classifier.")),
    };
    return keys;
}

const QVector<PartKey>& PartKeys::of(NetworkPart::Kind kind) {
    static const QVector<PartKey> stemKeys = stem(), stageKeys = stage(), headKeys = head();
    return kind == NetworkPart::Kind::Stem ? stemKeys : kind == NetworkPart::Kind::Stage ? stageKeys : headKeys;
}

const PartKey* PartKeys::find(NetworkPart::Kind kind, const std::string& key) {
    const auto& keys = of(kind);
    const auto found = std::ranges::find(keys, key, &PartKey::key);
    return found == keys.end() ? nullptr : &*found;
}

}  // namespace isonet::widgets
