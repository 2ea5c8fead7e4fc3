#include "widgets/form/ConfigForm.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QRegularExpression>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "training/config/Validation.h"
#include "training/sweeps/Presets.h"
#include "widgets/common/VerticalScrollArea.h"
#include "widgets/form/FieldRules.h"
#include "widgets/form/FieldSearch.h"
#include "widgets/form/FormSections.h"
#include "widgets/form/StyleProperty.h"
#include "widgets/form/UndoGuard.h"

namespace isonet::widgets {

using config::RunConfig;

ConfigForm::ConfigForm(QWidget* parent)
    : QWidget(parent),
      problemLinks_(new QLabel),
      searchStatus_(new QLabel),
      search_(new FieldSearch),
      area_(new VerticalScrollArea) {
    problemLinks_->setObjectName(QStringLiteral("formProblem"));
    problemLinks_->setWordWrap(true);
    problemLinks_->setTextFormat(Qt::RichText);
    problemLinks_->setVisible(false);
    connect(problemLinks_, &QLabel::linkActivated, this, &ConfigForm::showField);

    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("formPage"));
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(8, 4, 8, 8);
    layout->setSpacing(2);
    FormFieldMaker maker(fields_, [this](std::size_t index) { handleEdit(index); });
    sections_ = FormSections::build(maker, layout);
    connect(page->findChild<QToolButton*>(QStringLiteral("checkDataButton")), &QToolButton::clicked, this,
            &ConfigForm::dataCheckRequested);

    area_->setObjectName(QStringLiteral("formArea"));
    area_->setWidget(page);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    searchStatus_->setObjectName(QStringLiteral("viewBarText"));
    auto* searchRow = new QHBoxLayout;
    searchRow->setContentsMargins(8, 0, 8, 4);
    searchRow->addWidget(search_, 1);
    searchRow->addWidget(searchStatus_);
    all->addLayout(searchRow);
    all->addWidget(problemLinks_);
    all->addWidget(area_, 1);
    connect(search_, &FieldSearch::shown, this, &ConfigForm::markFound);
    connect(search_, &FieldSearch::chosen, this, &ConfigForm::showField);
    connect(search_, &FieldSearch::ended, area_, [this] { area_->setFocus(Qt::OtherFocusReason); });
    leaveUndoToWindow(page);
    setConfig(sweeps::defaultPreset().config);
}

ConfigForm::~ConfigForm() {
    delete area_;  // before the fields, which the editors' callbacks use
}

void ConfigForm::changeEvent(QEvent* event) {
    if (event->type() == QEvent::StyleChange && readOnly_)
        QTimer::singleShot(0, this, [this] { validate(); });  // after the children have the new palette
    QWidget::changeEvent(event);
}

FormField* ConfigForm::find(const std::string& key) {
    const auto at = std::ranges::find(fields_, key, &FormField::key);
    return at == fields_.end() ? nullptr : &*at;
}

const FormField* ConfigForm::find(const std::string& key) const {
    const auto at = std::ranges::find(fields_, key, &FormField::key);
    return at == fields_.end() ? nullptr : &*at;
}

QString ConfigForm::labelOf(const std::string& key) const {
    const auto* field = find(fieldForProblem(key, config_));
    const QString label = field ? field->row.label->text() : QString::fromStdString(key);
    return label.startsWith(QStringLiteral("… ")) ? label.mid(2) : label;
}

void ConfigForm::handleEdit(std::size_t index) {
    FormField& field = fields_[index];
    const RunConfig before = config_;
    field.unreadable = field.read(config_);
    resetDependents(field.key, config_);
    if (field.key == "data.root")
        fill_ = Fill::WithDataset;
    else if (field.key == "data.dataset")
        fill_ = Fill::OfDataset;
    else if (field.key == "model.classes")
        fill_ = Fill::Nothing;
    schedule_.edited(field.key, config_);
    // Updates the other editors; the edited one keeps its text.
    if (!(config_ == before))
        for (auto& other : fields_)
            if (&other != &field && other.unreadable.isEmpty())
                other.show(config_);
    validate();
    Q_EMIT configChanged();
}

void ConfigForm::validate() {
    problems_ = config::validate(config_);
    for (const auto& field : fields_)
        if (!field.unreadable.isEmpty())
            problems_.insert(problems_.begin(), {field.key, field.unreadable.toStdString()});
    if (const std::string problem = data_.classesProblem(config_); !problem.empty() && !readOnly_)
        problems_.push_back({"model.classes", problem});
    for (auto& field : fields_)
        presentField(field);
    presentSections();
    showProblemFields();
    refreshSearch();
}

// Fields the task does not use are hidden unless they have a problem.
bool ConfigForm::isFieldVisible(const FormField& field) const {
    return appliesToTask(field.key, config_) || std::ranges::any_of(problems_, [&](const auto& problem) {
               return fieldForProblem(problem.field, config_) == field.key;
           });
}

void ConfigForm::presentField(FormField& field) {
    FormField::State state;
    const auto problem = std::ranges::find(
        problems_, field.key, [this](const auto& candidate) { return fieldForProblem(candidate.field, config_); });
    if (problem != problems_.end())
        state.problem = QString::fromStdString(problem->message);
    if (field.key == "data.dataset") {
        state.note = data_.message;
        state.noteIsProblem = !data_.found;
    }
    if (!readOnly_)
        if (const QString note = schedule_.note(field.key, config_); !note.isEmpty())
            state.note = note;
    state.visible = isFieldVisible(field);
    state.readOnly = readOnly_;
    field.present(state, config_);
}

void ConfigForm::presentSections() {
    for (auto* section : sections_) {
        const auto count = std::ranges::count_if(problems_, [&](const auto& problem) {
            const auto* field = find(fieldForProblem(problem.field, config_));
            return field && field->section == section;
        });
        section->setProblemCount(int(count));
        section->setVisible(std::ranges::any_of(
            fields_, [&](const auto& field) { return field.section == section && isFieldVisible(field); }));
    }
}

// Links to the fields with problems; the messages are under the fields.
void ConfigForm::showProblemFields() {
    QStringList links, seen;
    for (const auto& problem : problems_) {
        const QString key = QString::fromStdString(fieldForProblem(problem.field, config_));
        if (seen.contains(key))
            continue;
        seen << key;
        links << QStringLiteral("<a href=\"%1\">%2</a>").arg(key, labelOf(problem.field).toHtmlEscaped());
    }
    problemLinks_->setVisible(!links.isEmpty() && !readOnly_);
    problemLinks_->setText(tr("Fix before starting: %1").arg(links.join(QStringLiteral(", "))));
}

void ConfigForm::setConfig(const RunConfig& config) {
    config_ = config;
    fill_ = Fill::Nothing;
    schedule_.setConfig(config);
    for (auto& field : fields_) {
        field.unreadable.clear();
        field.show(config_);
    }
    validate();
    Q_EMIT configChanged();
}

QString ConfigForm::problemSummary() const {
    if (problems_.empty())
        return {};
    const auto& problem = problems_.front();
    return labelOf(problem.field) + QStringLiteral(": ") + QString::fromStdString(problem.message);
}

void ConfigForm::setDevices(const std::vector<DeviceChoice>& devices) {
    auto* field = find("run.device");
    auto* combo = qobject_cast<QComboBox*>(field->row.editor);
    combo->clear();
    combo->addItem(tr("Automatic"), QStringLiteral("auto"));
    for (const auto& device : devices) {
        combo->addItem(device.label, device.id);
        combo->setItemData(combo->count() - 1, device.label, Qt::ToolTipRole);
    }
    field->show(config_);
}

void ConfigForm::setFoundData(const FoundData& data) {
    data_ = data;
    const bool known = !data_.dataset.empty() && data_.answers(config_) &&
                       (fill_ == Fill::WithDataset || data_.dataset == config_.data.dataset);
    if (known && fill_ != Fill::Nothing && !readOnly_) {
        RunConfig filled = config_;
        data_.fill(filled);
        if (!(filled == config_)) {
            setConfig(filled);
            return;
        }
        fill_ = Fill::Nothing;
    }
    const QString before = problemSummary();
    validate();
    if (problemSummary() != before)
        Q_EMIT configChanged();  // the same configuration, but it can be started no longer, or again
}

void ConfigForm::setReadOnly(bool readOnly) {
    if (readOnly_ == readOnly)
        return;
    readOnly_ = readOnly;
    validate();
}

QStringList ConfigForm::foldedSections() const {
    QStringList folded;
    for (const auto* section : sections_)
        if (!section->isExpanded())
            folded << section->objectName();
    return folded;
}

void ConfigForm::setFoldedSections(const QStringList& ids) {
    for (auto* section : sections_)
        section->setExpanded(!ids.contains(section->objectName()));
}

void ConfigForm::showField(const QString& key) {
    const auto* field = find(fieldForProblem(key.toStdString(), config_));
    if (!field)
        return;
    markFound({});
    revealField(*field);
    field->row.editor->setFocus(Qt::OtherFocusReason);
}

void ConfigForm::revealField(const FormField& field) {
    field.section->setExpanded(true);
    field.section->adjustSize();
    area_->widget()->layout()->activate();
    area_->ensureWidgetVisible(field.row.editor, 0, 60);
}

void ConfigForm::startSearch() {
    search_->setFocus(Qt::ShortcutFocusReason);
    search_->selectAll();
}

// Only fields that can be seen are found.
void ConfigForm::refreshSearch() {
    QVector<FieldSearch::Entry> entries;
    for (const auto& setting : settings())
        entries.append({setting.key, setting.label, setting.section + QLatin1Char(' ') + setting.about});
    search_->setEntries(entries);
}

QVector<ConfigForm::Setting> ConfigForm::settings() const {
    static const QRegularExpression tags(QStringLiteral("<[^>]*>"));
    QVector<Setting> all;
    for (const auto& field : fields_)
        if (isFieldVisible(field))
            all.append({QString::fromStdString(field.key), labelOf(field.key), field.section->objectName(),
                        QString(field.tooltip).replace(tags, QStringLiteral(" "))});
    return all;
}

// Marks the label of the field, and of no other, and scrolls to it.
void ConfigForm::markFound(const QString& key) {
    if (found_)
        setStyleProperty(found_->row.label, "found", false);
    found_ = key.isEmpty() ? nullptr : find(key.toStdString());
    searchStatus_->setText(search_->status());
    if (!found_)
        return;
    setStyleProperty(found_->row.label, "found", true);
    revealField(*found_);
}

}  // namespace isonet::widgets
