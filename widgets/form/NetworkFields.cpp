#include "widgets/form/NetworkFields.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <memory>

#include "widgets/form/FieldRules.h"
#include "widgets/form/NetworkKind.h"
#include "widgets/form/Shorthand.h"
#include "widgets/form/WheelGuard.h"

namespace isonet::widgets {

using config::RunConfig;

void NetworkFields::addTask(FormFieldMaker& maker) {
    auto* combo = new QComboBox;
    combo->addItems({tr("Classification"), tr("Detection")});
    combo->setItemData(0, tr("One class per image"), Qt::ToolTipRole);
    combo->setItemData(1, tr("Objects with class, box and mask; this network is the backbone"), Qt::ToolTipRole);
    keepWheelForScrolling(combo);
    QObject::connect(combo, &QComboBox::activated, combo, maker.editedCallback());
    FormField& field = maker.custom("task", tr("Task"), combo,
                                    tr("<b>Task</b><br>Classification: one class per image. Detection: Faster R-CNN "
                                       "with a mask branch and this network as the backbone; data in COCO format. "
                                       "Changing the task loads its default data, schedule and learning rate (section "
                                       "3.4 of the paper for detection); undo restores yours."));
    field.show = [combo](const RunConfig& c) { combo->setCurrentIndex(config::isDetection(c) ? 1 : 0); };
    field.read = [combo](RunConfig& c) -> QString {
        applyTask(c, combo->currentIndex() == 1);
        return {};
    };
}

void NetworkFields::addKind(FormFieldMaker& maker) {
    auto* combo = FormFieldMaker::makeComboBox();
    QString tooltip =
        tr("<b>Network</b><br>Sets the fields below together:") + QStringLiteral("<ul style='margin-left:-22px'>");
    for (int i = 0; i <= int(NetworkKind::Custom); ++i) {
        const auto kind = static_cast<NetworkKind>(i);
        combo->addItem(networkKindTitle(kind));
        combo->setItemData(i, networkKindDescription(kind), Qt::ToolTipRole);
        tooltip += QStringLiteral("<li><b>%1</b>: %2</li>").arg(networkKindTitle(kind), networkKindDescription(kind));
    }
    QObject::connect(combo, &QComboBox::activated, combo, maker.editedCallback());
    FormField& field = maker.custom("network", tr("Kind"), combo, tooltip + QStringLiteral("</ul>"));
    field.show = [combo](const RunConfig& c) { combo->setCurrentIndex(int(networkKindOf(c))); };
    field.read = [combo](RunConfig& c) -> QString {
        const auto kind = static_cast<NetworkKind>(combo->currentIndex());
        if (kind != networkKindOf(c))
            applyNetworkKind(kind, c);
        return {};
    };
}

FormField& NetworkFields::addDepth(FormFieldMaker& maker) {
    auto* combo = FormFieldMaker::makeComboBox();
    combo->setEditable(true);
    combo->setInsertPolicy(QComboBox::NoInsert);
    const auto edited = maker.editedCallback();
    QObject::connect(combo->lineEdit(), &QLineEdit::textEdited, combo, edited);
    QObject::connect(combo, &QComboBox::activated, combo, edited);
    FormField& field = maker.custom("model.depth", tr("Depth"), combo,
                                    tr("<b>Depth</b><br>Number of weight layers on the main path. Small-image "
                                       "networks accept 6n + 2 (8, 14, 20, …, 110): n blocks of two convolutions in "
                                       "each of three stages, the stem and the classifier. ImageNet networks accept "
                                       "18, 34, 50, 101 and 152."));
    field.show = [combo](const RunConfig& c) {
        const auto depths = spec::usualDepths(c.model.family);
        if (combo->count() != int(depths.size()) || combo->itemText(0).toInt() != depths.front()) {
            combo->clear();
            for (const int depth : depths)
                combo->addItem(QString::number(depth));
        }
        combo->setCurrentIndex(combo->findText(QString::number(c.model.depth)));
        combo->setEditText(QString::number(c.model.depth));
    };
    field.read = [combo](RunConfig& c) -> QString {
        bool ok = false;
        const QString text = combo->currentText().trimmed();
        const int depth = text.toInt(&ok);
        if (!ok)
            return tr("\"%1\" is not a whole number; accepted values: %2.")
                .arg(text, QString::fromStdString(spec::acceptedDepths(c.model.family)));
        c.model.depth = depth;
        return {};
    };
    return field;
}

// The list of stages is edited on the Design page; the field counts it and can return to family and depth.
void NetworkFields::addStages(FormFieldMaker& maker) {
    auto* editor = new QWidget;
    auto* count = new QLabel;
    auto* clear = new QPushButton(tr("Reset"));
    clear->setObjectName(QStringLiteral("stagesClear"));
    clear->setAccessibleName(tr("Return to family and depth"));
    auto* row = new QHBoxLayout(editor);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(count, 1);
    row->addWidget(clear);
    const auto cleared = std::make_shared<bool>(false);
    FormField& field = maker.custom("model.stages", tr("Stages"), editor,
                                    tr("<b>Stages</b><br>The list of stages, edited on the Design page. In files: "
                                       "<tt>model.stages: [{blocks: 3, channels: 16}, {blocks: 3, channels: 32, "
                                       "stride: 2}]</tt>."));
    QObject::connect(clear, &QPushButton::clicked, clear, [cleared, edited = maker.lastEditedCallback()] {
        *cleared = true;
        edited();
    });
    field.show = [count, clear, cleared](const RunConfig& c) {
        *cleared = false;
        const auto& stages = c.model.stages;
        int blocks = 0;
        for (const auto& stage : stages)
            blocks += stage.blocks;
        count->setText(stages.empty()       ? tr("from family and depth")
                       : stages.size() == 1 ? tr("1 stage, %1 blocks").arg(blocks)
                                            : tr("%1 stages, %2 blocks").arg(stages.size()).arg(blocks));
        const bool written = !stages.empty() || c.model.stem;
        clear->setVisible(written);
        if (written)
            clear->setToolTip(tr("Remove the list of stages and the stem; the network of family and depth is %1")
                                  .arg(QString::fromStdString(spec::networkName(withoutStages(c).model))));
    };
    field.read = [cleared, show = field.show](RunConfig& c) -> QString {
        if (*cleared) {
            c = withoutStages(c);
            show(c);  // the form updates the other fields only
        }
        return {};
    };
}

void NetworkFields::add(FormFieldMaker& m) {
    const auto isWritten = [](const RunConfig& c) {
        return c.model.stages.empty() ? QString() : tr("the network lists its stages; edit them on the Design page.");
    };
    addTask(m);
    addKind(m);
    addStages(m);
    addDepth(m).unusedReason = isWritten;
    m.choice<spec::Family>(
         "model.family", tr("Family"), [](RunConfig & c) -> auto& { return c.model.family; },
         tr("<b>Family</b><br>Small images: a 3×3 stem and stages of 16, 32 and 64 channels. ImageNet: a 7×7 stem with "
            "max pooling and four stages; basic blocks below depth 50, bottlenecks from 50."))
        .unusedReason = isWritten;
    m.number(
        "model.width_multiplier", tr("Width ×"), [](RunConfig & c) -> auto& { return c.model.widthMultiplier; },
        tr("<b>Width multiplier</b><br>Multiplies the channels of the stem and of all stages, rounded."));
    m.number(
        "model.depth_multiplier", tr("Depth ×"), [](RunConfig & c) -> auto& { return c.model.depthMultiplier; },
        tr("<b>Depth multiplier</b><br>Multiplies the blocks of all stages, rounded up."));
    auto& size = m.integer(
        "model.height", tr("Input size"), [](RunConfig & c) -> auto& { return c.model.height; }, 4, 8192,
        tr("<b>Input size</b><br>Height and width of the network's input. Smaller images of the dataset are padded: "
           "Fashion-MNIST from 28 to 32 pixels."),
        tr(" px square"));
    size.read = [read = size.read](RunConfig& c) {
        const QString problem = read(c);
        c.model.width = c.model.height;
        return problem;
    };
    m.check(
        "model.shortcut", tr("Shortcut"), QStringLiteral("x + F(x)"),
        [](RunConfig & c) -> auto& { return c.model.shortcut; },
        tr("<b>Shortcut</b><br>Adds each block's input to its output, through a 1×1 projection where the shape "
           "changes. An ISONet with shortcuts is an R-ISONet."));
    m.choice<spec::ResidualMultiplier>(
         "model.multiplier", tr("Multiplier"), [](RunConfig & c) -> auto& { return c.model.multiplier; },
         tr("<b>Residual multiplier</b><br>A learned factor at the end of each residual branch. Initialized to 0, it "
            "makes every block the identity, an exact isometry. One per block: the published code. One per channel: "
            "the paper's text (section 2.4)."))
        .unusedReason = [](const RunConfig& c) {
        return !hasShortcut(c) ? tr("the multiplier scales a residual branch, and this network has no shortcut.")
               : c.model.fixup ? tr("Fixup has its own multiplier in every branch.")
                               : QString();
    };
    m.number(
         "model.multiplier_start", tr("… initial value"),
         [](RunConfig & c) -> auto& { return c.model.multiplierStart; },
         tr("<b>Initial value of the multiplier</b><br>0 in the paper: each block starts as the identity (its "
            "shortcut)."))
        .unusedReason = [](const RunConfig& c) {
        return hasMultiplier(c) ? QString() : tr("the network has no residual multiplier.");
    };
    m.choice<spec::Normalization>(
         "model.normalization", tr("Normalization"), [](RunConfig & c) -> auto& { return c.model.normalization; },
         tr("<b>Normalization</b><br>After every convolution, or none. Isometric networks train without it."))
        .unusedReason = [](const RunConfig& c) {
        return c.model.fixup ? tr("Fixup replaces normalization.") : QString();
    };
    m.integer(
         "model.normalization_groups", tr("… groups"),
         [](RunConfig & c) -> auto& { return c.model.normalizationGroups; }, 0, 8192,
         tr("<b>Groups of GroupNorm</b><br>They divide the channels of every layer."), {}, tr("automatic"))
        .unusedReason = [](const RunConfig& c) {
        return hasNormalization(c, spec::Normalization::Group) ? QString() : tr("only GroupNorm has groups.");
    };
    m.check(
        "model.weight_standardization", tr("Weights"), tr("standardized"),
        [](RunConfig & c) -> auto& { return c.model.weightStandardization; },
        tr("<b>Weight standardization</b> (Qiao et al., 2019)<br>Kernels with mean 0 and variance 1 per output "
           "channel, "
           "a function of the trained weights."));
    m.check(
         "model.fixup", tr("Fixup"), tr("scale the branches"), [](RunConfig & c) -> auto& { return c.model.fixup; },
         tr("<b>Fixup</b> (Zhang et al., 2019)<br>Scales residual branches by L<sup>−1/(2m−2)</sup>, initializes the "
            "last convolution to zero, and adds scalar biases and multipliers. The paper's baseline without "
            "normalization."))
        .unusedReason = [](const RunConfig& c) {
        return hasShortcut(c) ? QString() : tr("Fixup initializes residual branches, and this network has none.");
    };
    m.number(
        "model.dropout", tr("Dropout"), [](RunConfig & c) -> auto& { return c.model.dropout; },
        tr("<b>Dropout</b><br>Probability of dropping a feature before the classifier during training. Networks "
           "without BatchNorm overfit sooner: on ImageNet the paper uses 0.1 for ISONet and 0.4 for R-ISONet."));
}

}  // namespace isonet::widgets
