// The fields whose editors are more than a number, a list or a box.
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QToolButton>
#include <algorithm>
#include <memory>

#include "model/spec/NetworkPlan.h"
#include "widgets/ConfigFormSections.h"
#include "widgets/Format.h"
#include "widgets/NetworkKind.h"
#include "widgets/Theme.h"

namespace isonet::widgets {

using config::RunConfig;

namespace {

QStringList listIn(const QString& text) {
    return text.split(QRegularExpression(QStringLiteral("[,;\\s]+")), Qt::SkipEmptyParts);
}

QComboBox* plainCombo() {
    auto* combo = new QComboBox;
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(8);
    keepWheelForScrolling(combo);
    return combo;
}

}  // namespace

void addNetworkKindField(FormFieldMaker& maker) {
    auto* combo = plainCombo();
    QString tooltip =
        QStringLiteral("<b>Network</b><br>A name sets the switches below together:<ul style='margin-left:-22px'>");
    for (int i = 0; i <= int(NetworkKind::Custom); ++i) {
        const auto kind = static_cast<NetworkKind>(i);
        combo->addItem(networkKindTitle(kind));
        combo->setItemData(i, networkKindSentence(kind), Qt::ToolTipRole);
        tooltip += QStringLiteral("<li><b>%1</b>: %2</li>").arg(networkKindTitle(kind), networkKindSentence(kind));
    }
    QObject::connect(combo, &QComboBox::activated, combo, maker.editedCallback());
    FormField& field = maker.custom("network", QStringLiteral("Kind"), combo, tooltip + QStringLiteral("</ul>"));
    field.show = [combo](const RunConfig& c) { combo->setCurrentIndex(int(networkKindOf(c))); };
    field.read = [combo](RunConfig& c) -> QString {
        const auto kind = static_cast<NetworkKind>(combo->currentIndex());
        if (kind != networkKindOf(c))
            applyNetworkKind(kind, c);
        return {};
    };
}

void addDepthField(FormFieldMaker& maker) {
    auto* combo = plainCombo();
    combo->setEditable(true);
    combo->setInsertPolicy(QComboBox::NoInsert);
    const auto edited = maker.editedCallback();
    QObject::connect(combo->lineEdit(), &QLineEdit::textEdited, combo, edited);
    QObject::connect(combo, &QComboBox::activated, combo, edited);
    FormField& field = maker.custom(
        "model.depth", QStringLiteral("Depth"), combo,
        QStringLiteral("<b>Depth</b><br>Layers with weights along the signal's path. Small-image networks take 6n + 2 "
                       "(8, 14, 20, …, 110): n blocks of two convolutions in each of three stages, the stem and the "
                       "classifier. ImageNet networks take 18, 34, 50, 101 or 152."));
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
        const int depth = combo->currentText().trimmed().toInt(&ok);
        if (!ok)
            return QStringLiteral("\"%1\" is not a whole number; accepted are %2.")
                .arg(combo->currentText().trimmed(), QString::fromStdString(spec::acceptedDepths(c.model.family)));
        c.model.depth = depth;
        return {};
    };
}

FormField& addExcludeField(FormFieldMaker& maker) {
    auto* edit = new QLineEdit;
    edit->setPlaceholderText(QStringLiteral("none"));
    QObject::connect(edit, &QLineEdit::textEdited, edit, maker.editedCallback());
    FormField& field = maker.custom(
        "penalty.exclude", QStringLiteral("Leave out"), edit,
        QStringLiteral("<b>Layers left out of the penalty</b><br>Names as in the plots, separated by commas: "
                       "<tt>s2.b1.proj, s3.*</tt>. The image stem is never penalised, as published."));
    field.show = [edit](const RunConfig& c) {
        QStringList names;
        for (const auto& name : c.penalty.exclude)
            names << QString::fromStdString(name);
        edit->setText(names.join(QStringLiteral(", ")));
    };
    field.read = [edit](RunConfig& c) -> QString {
        c.penalty.exclude.clear();
        for (const auto& name : listIn(edit->text()))
            c.penalty.exclude.push_back(name.toStdString());
        return {};
    };
    return field;
}

// What single blocks have of their own is set in the diagram; here is how much there is, and a way to do without.
FormField& addBlocksField(FormFieldMaker& maker) {
    auto* editor = new QWidget;
    auto* words = new QLabel;
    auto* clear = new QPushButton(QStringLiteral("Make alike"));
    clear->setObjectName(QStringLiteral("blocksClear"));
    clear->setAccessibleName(QStringLiteral("Make all blocks alike"));
    auto* row = new QHBoxLayout(editor);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(words, 1);
    row->addWidget(clear);
    const auto wanted = std::make_shared<std::vector<spec::BlockOverride>>();
    FormField& field = maker.custom(
        "model.blocks", QStringLiteral("Own settings"), editor,
        QStringLiteral("<b>Blocks with settings of their own</b><br>Activation, b and initialisation of single layers, "
                       "blocks or stages: choose them in the diagram of the Design page. In files: <tt>model.blocks: "
                       "[{layers: s4.*, activation: relu}]</tt>."));
    QObject::connect(clear, &QPushButton::clicked, clear, [words, clear, wanted, edited = maker.lastEditedCallback()] {
        wanted->clear();
        words->setText(QStringLiteral("none"));
        clear->hide();
        edited();
    });
    field.show = [words, clear, wanted](const RunConfig& c) {
        *wanted = c.model.blocks;
        QString text = QStringLiteral("none");
        if (!c.model.blocks.empty()) {
            text = QStringLiteral("%1 in the file").arg(c.model.blocks.size());
            const auto network = config::networkSpec(c);
            if (spec::validate(network).empty()) {
                const auto count = spec::plan(network).changed.size();
                text = count == 1 ? QStringLiteral("1 block differs") : QStringLiteral("%1 blocks differ").arg(count);
            }
        }
        words->setText(text);
        clear->setVisible(!c.model.blocks.empty());
    };
    field.read = [wanted](RunConfig& c) -> QString {
        c.model.blocks = *wanted;
        return {};
    };
    return field;
}

FormField& addMilestonesField(FormFieldMaker& maker) {
    auto* edit = new QLineEdit;
    QObject::connect(edit, &QLineEdit::textEdited, edit, maker.editedCallback());
    FormField& field = maker.custom(
        "schedule.milestones", QStringLiteral("Drops after"), edit,
        QStringLiteral("<b>Milestones</b><br>Epochs after which the learning rate is multiplied by the drop factor, "
                       "rising, separated by commas. Left empty: 30, 60 and 90 % of the epochs."),
        QStringLiteral("epochs"));
    field.show = [edit](const RunConfig& c) {
        const auto join = [](const std::vector<double>& values) {
            QStringList texts;
            for (const double value : values)
                texts << formatNumber(value);
            return texts.join(QStringLiteral(", "));
        };
        RunConfig usual = c;
        usual.schedule.milestones.clear();
        edit->setPlaceholderText(join(config::milestonesInForce(usual)));
        // While one types "3," the text stays; it changes only when it says something else.
        QStringList typed;
        for (const auto& part : listIn(edit->text())) {
            double value = 0;
            typed << (parseNumber(part, value) ? formatNumber(value) : part);
        }
        if (typed.join(QStringLiteral(", ")) != join(c.schedule.milestones))
            edit->setText(join(c.schedule.milestones));
    };
    field.read = [edit](RunConfig& c) -> QString {
        std::vector<double> values;
        for (const auto& part : listIn(edit->text())) {
            double value = 0;
            if (!parseNumber(part, value))
                return QStringLiteral("\"%1\" is not a number of epochs; write them like 3, 6, 9.").arg(part);
            values.push_back(value);
        }
        c.schedule.milestones = values;
        return {};
    };
    return field;
}

FormField& addNumbersField(FormFieldMaker& maker, const char* key, const QString& label,
                           FormFieldMaker::Place<std::vector<double>> place, const QString& tooltip,
                           const QString& placeholder) {
    auto* edit = new QLineEdit;
    edit->setPlaceholderText(placeholder);
    QObject::connect(edit, &QLineEdit::textEdited, edit, maker.editedCallback());
    FormField& field = maker.custom(key, label, edit, tooltip);
    field.show = [edit, place](const RunConfig& c) {
        RunConfig copy = c;
        QStringList texts, typed;
        for (const double value : place(copy))
            texts << formatNumber(value);
        for (const auto& part : listIn(edit->text())) {
            double value = 0;
            typed << (parseNumber(part, value) ? formatNumber(value) : part);
        }
        if (typed != texts)
            edit->setText(texts.join(QStringLiteral(", ")));
    };
    field.read = [edit, place](RunConfig& c) -> QString {
        std::vector<double> values;
        for (const auto& part : listIn(edit->text())) {
            double value = 0;
            if (!parseNumber(part, value))
                return QStringLiteral("\"%1\" is not a number; write them like 0.485, 0.456, 0.406.").arg(part);
            values.push_back(value);
        }
        place(c) = values;
        return {};
    };
    return field;
}

void addDatasetField(FormFieldMaker& maker) {
    auto* combo = plainCombo();
    for (const auto& facts : config::knownDatasets())
        combo->addItem(QString::fromStdString(facts.title), QString::fromStdString(facts.name));
    QObject::connect(combo, &QComboBox::activated, combo, maker.editedCallback());
    FormField& field = maker.custom(
        "data.dataset", QStringLiteral("Data set"), combo,
        QStringLiteral("<b>Data set</b><br>The images to learn. The network takes its number of channels, image size "
                       "and classes from it."));
    field.show = [combo](const RunConfig& c) {
        const QString name = QString::fromStdString(c.data.dataset);
        int index = combo->findData(name);
        if (index < 0) {  // a file may name one that this version does not know
            combo->addItem(name, name);
            index = combo->count() - 1;
        }
        combo->setCurrentIndex(index);
    };
    field.read = [combo](RunConfig& c) -> QString {
        const std::string name = combo->currentData().toString().toStdString();
        if (name == c.data.dataset)
            return {};
        if (const auto* facts = config::findDataset(name))
            applyTask(c, facts->detection);
        c.data.dataset = name;
        if (const auto* facts = config::findDataset(name); facts && !facts->detection) {
            c.model.channels = facts->channels;
            c.model.classes = facts->classes;
            // Smaller images are padded to 32 pixels, the size that the small family's strides are made for.
            c.model.height = std::max(facts->height, 32);
            c.model.width = std::max(facts->width, 32);
        }
        return {};
    };
}

void addFolderField(FormFieldMaker& maker) {
    auto* edit = new QLineEdit;
    auto* browse = new QToolButton;
    browse->setIcon(themedIcon(QStringLiteral("folder")));
    browse->setToolTip(QStringLiteral("Choose the folder"));
    browse->setAccessibleName(QStringLiteral("Choose the data folder"));
    auto* both = new QWidget;
    auto* line = new QHBoxLayout(both);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(4);
    line->addWidget(edit, 1);
    line->addWidget(browse);
    both->setFocusProxy(edit);
    const auto edited = maker.editedCallback();
    QObject::connect(edit, &QLineEdit::textEdited, edit, edited);
    QObject::connect(browse, &QToolButton::clicked, edit, [edit, edited] {
        const QString start = edit->text().isEmpty() ? edit->placeholderText() : edit->text();
        const QString chosen =
            QFileDialog::getExistingDirectory(edit->window(), QStringLiteral("Folder of the data set"), start);
        if (chosen.isEmpty())
            return;
        edit->setText(chosen);
        edited();
    });
    FormField& field = maker.custom(
        "data.root", QStringLiteral("Folder"), both,
        QStringLiteral(
            "<b>Folder</b><br>Where the data set's files lie. Left empty: where its package installs them."));
    edit->setAccessibleName(QStringLiteral("Folder"));
    field.show = [edit](const RunConfig& c) {
        const auto* facts = config::findDataset(c.data.dataset);
        edit->setPlaceholderText(facts ? QString::fromStdString(facts->defaultRoot) : QString());
        const QString root = QString::fromStdString(c.data.root);
        if (edit->text().trimmed() != root)
            edit->setText(root);
    };
    field.read = [edit](RunConfig& c) -> QString {
        c.data.root = edit->text().trimmed().toStdString();
        return {};
    };
}

void addDeviceField(FormFieldMaker& maker) {
    auto* combo = plainCombo();
    combo->addItem(QStringLiteral("Automatic"), QStringLiteral("auto"));
    QObject::connect(combo, &QComboBox::activated, combo, maker.editedCallback());
    FormField& field = maker.custom(
        "run.device", QStringLiteral("Device"), combo,
        QStringLiteral("<b>Device</b><br>Where the network is trained. Automatic takes the first CUDA device, or the "
                       "CPU where there is none."));
    field.show = [combo](const RunConfig& c) {
        const QString id = QString::fromStdString(c.run.device);
        int index = combo->findData(id);
        if (index < 0) {
            combo->addItem(id + QStringLiteral(" (not found here)"), id);
            index = combo->count() - 1;
        }
        combo->setCurrentIndex(index);
    };
    field.read = [combo](RunConfig& c) -> QString {
        c.run.device = combo->currentData().toString().toStdString();
        return {};
    };
}

void addSeedField(FormFieldMaker& maker) {
    auto* edit = new QLineEdit;
    QObject::connect(edit, &QLineEdit::textEdited, edit, maker.editedCallback());
    FormField& field = maker.custom(
        "run.seed", QStringLiteral("Seed"), edit,
        QStringLiteral("<b>Seed</b><br>Start of all random choices: initial weights, order of images, crops, flips and "
                       "dropout. On the CPU the same seed gives the same run, bit by bit."));
    field.show = [edit](const RunConfig& c) { edit->setText(QString::number(c.run.seed)); };
    field.read = [edit](RunConfig& c) -> QString {
        bool ok = false;
        const qulonglong seed = edit->text().trimmed().toULongLong(&ok);
        if (!ok)
            return QStringLiteral("\"%1\" is not a seed; accepted are whole numbers from 0 to 18446744073709551615.")
                .arg(edit->text().trimmed());
        c.run.seed = seed;
        return {};
    };
}

}  // namespace isonet::widgets
