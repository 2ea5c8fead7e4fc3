#include "widgets/ConfigForm.h"

#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QKeyEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QStyle>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "training/config/Presets.h"
#include "widgets/ConfigFormSections.h"
#include "widgets/Theme.h"

namespace isonet::widgets {

using config::RunConfig;

namespace {

// Problems of values that no field of their own shows, and the field that sets them.
std::string fieldFor(const std::string& key) {
    if (key == "model.channels" || key == "model.classes")
        return "data.dataset";
    if (key == "model.width")
        return "model.height";
    return key;
}

// Switches that depend on the one just edited, so that no problem is left in a field that no longer applies.
void settleDependents(const std::string& edited, RunConfig& c) {
    if (edited == "model.shortcut" && !c.model.shortcut) {
        c.model.multiplier = spec::ResidualMultiplier::None;
        c.model.fixup = false;
    }
    if (edited == "model.fixup" && c.model.fixup) {
        c.model.multiplier = spec::ResidualMultiplier::None;
        c.model.normalization = spec::Normalization::None;
        c.model.initialization = spec::Initialization::Kaiming;
    }
    if (edited == "model.family") {
        const auto depths = spec::usualDepths(c.model.family);
        const auto other =
            spec::usualDepths(c.model.family == spec::Family::Small ? spec::Family::ImageNet : spec::Family::Small);
        // A usual depth of the other family becomes the nearest of this one; a depth of one's own is left to be judged.
        if (std::ranges::find(other, c.model.depth) != other.end() &&
            std::ranges::find(depths, c.model.depth) == depths.end())
            c.model.depth = *std::ranges::min_element(depths, {}, [&](int d) { return std::abs(d - c.model.depth); });
    }
}

// A run's configuration cannot be edited, but it is there to be read.
void setLegibleWhenDisabled(QWidget* editor, bool legible) {
    QList<QWidget*> parts = editor->findChildren<QWidget*>();
    parts.prepend(editor);
    for (auto* part : parts) {
        QPalette palette = legible ? QApplication::palette(part) : QPalette();
        if (legible)
            for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
                palette.setColor(QPalette::Disabled, role, themeColors().secondaryText);
        part->setPalette(palette);
    }
}

}  // namespace

struct ConfigForm::Private {
    explicit Private(ConfigForm* owner) : form(owner) {}

    ConfigForm* form;
    RunConfig config;
    std::vector<FormField> fields;
    std::vector<FormSection*> sections;
    std::vector<spec::Problem> problems;
    QLabel* top = nullptr;
    QScrollArea* area = nullptr;
    bool readOnly = false;
    QString dataMessage;
    bool dataFound = true;

    FormField* find(const std::string& key) {
        const auto at = std::ranges::find(fields, key, &FormField::key);
        return at == fields.end() ? nullptr : &*at;
    }

    void showAll() {
        for (auto& field : fields) {
            field.unreadable.clear();
            field.show(config);
        }
    }

    void edited(std::size_t index) {
        FormField& field = fields[index];
        const RunConfig before = config;
        field.unreadable = field.read(config);
        settleDependents(field.key, config);
        // The other editors follow; the one being typed in keeps its text.
        if (!(config == before))
            for (auto& other : fields)
                if (&other != &field && other.unreadable.isEmpty())
                    other.show(config);
        judge();
        Q_EMIT form->configChanged();
    }

    void judge() {
        problems = config::validate(config);
        for (const auto& field : fields)
            if (!field.unreadable.isEmpty())
                problems.insert(problems.begin(), {field.key, field.unreadable.toStdString()});
        for (auto& field : fields)
            dress(field);
        for (auto* section : sections) {
            const auto inside = std::ranges::count_if(problems, [&](const auto& problem) {
                const auto* field = find(fieldFor(problem.field));
                return field && field->section == section;
            });
            section->setProblemCount(int(inside));
            section->setVisible(std::ranges::any_of(
                fields, [&](const auto& field) { return field.section == section && isShown(field); }));
        }
        showProblemFields();
    }

    // What the task does not use is hidden, unless it is what is wrong.
    bool isShown(const FormField& field) const {
        return appliesToTask(field.key, config) ||
               std::ranges::any_of(problems, [&](const auto& problem) { return fieldFor(problem.field) == field.key; });
    }

    // The names of the fields to mend, each a way to it; the sentences stand under the fields.
    void showProblemFields() {
        QStringList links, seen;
        for (const auto& problem : problems) {
            const QString key = QString::fromStdString(fieldFor(problem.field));
            if (seen.contains(key))
                continue;
            seen << key;
            links << QStringLiteral("<a href=\"%1\">%2</a>").arg(key, labelOf(problem.field).toHtmlEscaped());
        }
        top->setVisible(!links.isEmpty() && !readOnly);
        top->setText(QStringLiteral("To be mended before Start: ") + links.join(QStringLiteral(", ")));
    }

    QString labelOf(const std::string& key) {
        const auto* field = find(fieldFor(key));
        QString label = field ? field->row.label->text() : QString::fromStdString(key);
        return label.startsWith(QStringLiteral("… ")) ? label.mid(2) : label;
    }

    // Message, mark, tooltip and whether it can be edited.
    void dress(FormField& field) {
        QString problem;
        for (const auto& p : problems)
            if (fieldFor(p.field) == field.key) {
                problem = QString::fromStdString(p.message);
                break;
            }
        const bool wrong = !problem.isEmpty();
        if (wrong)
            problem[0] = problem[0].toUpper();
        QString message = problem;
        QString kind = QStringLiteral("problem");
        if (!wrong && field.key == "data.dataset" && !dataMessage.isEmpty()) {
            message = dataMessage;
            kind = dataFound ? QStringLiteral("note") : QStringLiteral("problem");
        }
        const auto restyle = [](QWidget* widget, const char* property, const QVariant& value) {
            if (widget->property(property) == value)
                return;
            widget->setProperty(property, value);
            widget->style()->unpolish(widget);
            widget->style()->polish(widget);
        };
        restyle(field.row.message, "kind", kind);
        restyle(field.row.editor, "wrong", wrong);
        field.row.message->setText(message);
        const bool shown = isShown(field);
        field.row.message->setVisible(shown && !message.isEmpty());
        for (QWidget* part :
             {static_cast<QWidget*>(field.row.label), field.row.editor, static_cast<QWidget*>(field.row.unit)})
            if (part)
                part->setVisible(shown);

        const QString reason = field.whyNot ? field.whyNot(config) : QString();
        const bool applies = reason.isEmpty() || wrong;
        QString tip = field.tooltip;
        if (!applies)
            tip += QStringLiteral("<p><i>Not used now: %1</i></p>").arg(reason.toHtmlEscaped());
        else if (readOnly)
            tip += QStringLiteral("<p><i>This configuration belongs to a run and cannot be changed.</i></p>");
        field.row.editor->setToolTip(tip);
        field.row.label->setToolTip(tip);
        field.row.editor->setEnabled(applies && !readOnly);
        if (field.legible != (applies && readOnly) || readOnly) {
            field.legible = applies && readOnly;
            setLegibleWhenDisabled(field.row.editor, field.legible);
        }
        field.row.label->setEnabled(applies);
        if (field.row.unit)
            field.row.unit->setEnabled(applies);
    }
};

ConfigForm::ConfigForm(QWidget* parent) : QWidget(parent), d_(new Private(this)) {
    d_->top = new QLabel;
    d_->top->setObjectName(QStringLiteral("formProblem"));
    d_->top->setWordWrap(true);
    d_->top->setTextFormat(Qt::RichText);
    d_->top->setVisible(false);
    connect(d_->top, &QLabel::linkActivated, this, &ConfigForm::showField);

    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("formPage"));
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(8, 4, 8, 8);
    layout->setSpacing(2);
    FormFieldMaker maker(d_->fields, [this](std::size_t index) { d_->edited(index); });
    d_->sections = buildSections(maker, layout);

    d_->area = new QScrollArea;
    d_->area->setObjectName(QStringLiteral("formArea"));
    d_->area->setFrameShape(QFrame::NoFrame);
    d_->area->setWidgetResizable(true);
    d_->area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    d_->area->setWidget(page);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(d_->top);
    all->addWidget(d_->area, 1);
    for (auto* editor : page->findChildren<QWidget*>())
        editor->installEventFilter(this);
    setConfig(config::defaultPreset().config);
}

// Undo and redo are the window's, of the whole experiment; an editor would keep the keys for its own text.
bool ConfigForm::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            key->ignore();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

ConfigForm::~ConfigForm() {
    // The editors outlive this body (QWidget deletes its children); their callbacks must not find the fields gone.
    delete d_->area;
    delete d_;
}

void ConfigForm::changeEvent(QEvent* event) {
    if (event->type() == QEvent::StyleChange && d_->readOnly)  // another theme's colours
        QTimer::singleShot(0, this, [this] { d_->judge(); });  // after the children have taken the new palette
    QWidget::changeEvent(event);
}

void ConfigForm::setConfig(const RunConfig& config) {
    d_->config = config;
    d_->showAll();
    d_->judge();
    Q_EMIT configChanged();
}

const RunConfig& ConfigForm::config() const {
    return d_->config;
}

bool ConfigForm::isValid() const {
    return d_->problems.empty();
}

QString ConfigForm::problemSummary() const {
    if (d_->problems.empty())
        return {};
    const auto& problem = d_->problems.front();
    return d_->labelOf(problem.field) + QStringLiteral(": ") + QString::fromStdString(problem.message);
}

void ConfigForm::setDevices(const std::vector<DeviceChoice>& devices) {
    auto* field = d_->find("run.device");
    auto* combo = qobject_cast<QComboBox*>(field->row.editor);
    combo->clear();
    combo->addItem(QStringLiteral("Automatic"), QStringLiteral("auto"));
    for (const auto& device : devices) {
        combo->addItem(device.label, device.id);
        combo->setItemData(combo->count() - 1, device.label, Qt::ToolTipRole);
    }
    field->show(d_->config);
}

void ConfigForm::setDataMessage(const QString& message, bool found) {
    d_->dataMessage = message;
    d_->dataFound = found;
    d_->judge();
}

void ConfigForm::setReadOnly(bool readOnly) {
    if (d_->readOnly == readOnly)
        return;
    d_->readOnly = readOnly;
    d_->judge();
}

bool ConfigForm::isReadOnly() const {
    return d_->readOnly;
}

QStringList ConfigForm::foldedSections() const {
    QStringList folded;
    for (const auto* section : d_->sections)
        if (!section->isExpanded())
            folded << section->title();
    return folded;
}

void ConfigForm::setFoldedSections(const QStringList& titles) {
    for (auto* section : d_->sections)
        section->setExpanded(!titles.contains(section->title()));
}

void ConfigForm::showField(const QString& key) {
    auto* field = d_->find(key.toStdString());
    if (!field)
        return;
    field->section->setExpanded(true);
    field->section->adjustSize();
    d_->area->widget()->layout()->activate();
    d_->area->ensureWidgetVisible(field->row.editor, 0, 60);
    field->row.editor->setFocus(Qt::OtherFocusReason);
}

}  // namespace isonet::widgets
