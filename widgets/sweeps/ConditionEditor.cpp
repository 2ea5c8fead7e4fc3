#include "widgets/sweeps/ConditionEditor.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <algorithm>

#include "training/config/ConfigError.h"
#include "widgets/common/Theme.h"
#include "widgets/form/WheelGuard.h"
#include "widgets/sweeps/FieldMessage.h"
#include "widgets/sweeps/SettingBox.h"
#include "widgets/sweeps/ValueText.h"

namespace isonet::widgets {
namespace {

[[noreturn]] void failCondition(const std::string& key, const QString& message) {
    throw config::ConfigError(std::vector<spec::Problem>{{key, message.toStdString()}});
}

void addOnce(sweeps::Conditions& conditions, const sweeps::Condition& condition) {
    if (std::ranges::any_of(conditions, [&](const auto& one) { return one.key == condition.key; }))
        failCondition(condition.key,
                      ConditionEditor::tr("this key has a condition above; accepted: once, with all its values"));
    conditions.push_back(condition);
}

}  // namespace

ConditionEditor::ConditionEditor(QWidget* parent)
    : QWidget(parent),
      kind_(new QComboBox),
      key_(new SettingBox),
      values_(new QLineEdit),
      remove_(new QToolButton),
      message_(new FieldMessage) {
    const std::tuple<Kind, QString, QString> kinds[] = {
        {Kind::Only, tr("Only where"), tr("Only rows in which the key has one of the values")},
        {Kind::Except, tr("Except where"), tr("No row in which the key has one of the values")},
        {Kind::And, tr("… and where"), tr("The condition above holds only if this one holds, too")},
        {Kind::Set, tr("… set there"), tr("Keeps the rows of the exception above, with this key changed")}};
    for (const auto& [kind, title, tip] : kinds) {
        kind_->addItem(title, int(kind));
        kind_->setItemData(kind_->count() - 1, tip, Qt::ToolTipRole);
    }
    kind_->setAccessibleName(tr("Kind of condition"));
    kind_->setToolTip(
        tr("<b>Only where</b>: no other rows.<br><b>Except where</b>: without these rows.<br><b>… and where</b>: joins "
           "the condition above.<br><b>… set there</b>: keeps the rows of the exception above, with a key changed."));
    keepWheelForScrolling(kind_);
    values_->setAccessibleName(tr("Values of the condition"));
    values_->setToolTip(tr("One value or several, separated by commas"));
    values_->setMinimumWidth(120);
    remove_->setIcon(themedIcon(QStringLiteral("remove")));
    remove_->setAutoRaise(true);
    remove_->setFocusPolicy(Qt::StrongFocus);
    remove_->setToolTip(tr("Remove this condition"));
    remove_->setAccessibleName(remove_->toolTip());

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(2);
    grid->addWidget(kind_, 0, 0);
    grid->addWidget(key_, 0, 1);
    grid->addWidget(new QLabel(QStringLiteral("=")), 0, 2);
    grid->addWidget(values_, 0, 3);
    grid->addWidget(remove_, 0, 4);
    grid->addWidget(message_, 1, 0, 1, 5);
    grid->setColumnStretch(1, 3);
    grid->setColumnStretch(3, 2);

    connect(kind_, &QComboBox::currentIndexChanged, this, &ConditionEditor::changed);
    connect(key_, &QComboBox::currentTextChanged, this, [this] {
        const QString current = key_->currentValue();
        values_->setPlaceholderText(current.isEmpty() ? QString() : tr("currently %1").arg(current));
        Q_EMIT changed();
    });
    connect(values_, &QLineEdit::textChanged, this, &ConditionEditor::changed);
    connect(remove_, &QToolButton::clicked, this, &ConditionEditor::removeRequested);
}

void ConditionEditor::showCondition(Kind kind, const sweeps::Condition& condition) {
    kind_->setCurrentIndex(kind_->findData(int(kind)));
    key_->setCurrentText(QString::fromStdString(condition.key));
    values_->setText(joinValues(condition.values));
}

void ConditionEditor::addTo(sweeps::SweepText& text, Kind& above) const {
    const auto kind = Kind(kind_->currentData().toInt());
    const sweeps::Condition condition{key_->key(), splitValues(values_->text()), 0};
    if (condition.key.empty())
        failCondition(tr("Condition").toStdString(), tr("no setting selected; accepted: a key, such as model.depth"));
    if (condition.values.empty())
        failCondition(condition.key, tr("no value; accepted: one, or several separated by commas"));
    const bool exception = above == Kind::Except && !text.exceptions.empty();
    if (kind == Kind::Only) {
        addOnce(text.when, condition);
        above = kind;
    } else if (kind == Kind::Except) {
        text.exceptions.push_back({{condition}, {}, true});
        above = kind;
    } else if (kind == Kind::Set) {
        if (!exception)
            failCondition(condition.key, tr("no exception to change; accepted: below 'Except where'"));
        if (condition.values.size() > 1)
            failCondition(condition.key,
                          tr("%1 values; accepted: one, a list in brackets").arg(condition.values.size()));
        text.exceptions.back().skip = false;
        text.exceptions.back().set.push_back({condition.key, condition.values.front(), 0});
    } else if (exception) {
        addOnce(text.exceptions.back().where, condition);
    } else if (!text.when.empty()) {
        addOnce(text.when, condition);
    } else {
        failCondition(condition.key, tr("nothing to join; accepted: below 'Only where' or 'Except where'"));
    }
}

bool ConditionEditor::isEmpty() const {
    return key_->currentText().trimmed().isEmpty() && values_->text().trimmed().isEmpty();
}

void ConditionEditor::setRemovable(bool removable) {
    remove_->setEnabled(removable);
}

void ConditionEditor::showProblem(const QString& problem) {
    message_->showProblem(problem);
    for (QWidget* editor : std::initializer_list<QWidget*>{key_, values_})
        setStyleProperty(editor, "wrong", !problem.isEmpty());
}

QString ConditionEditor::problem() const {
    return message_->isProblem() ? message_->text() : QString();
}

QList<QWidget*> ConditionEditor::editors() const {
    return {kind_, key_, values_, remove_};
}

std::vector<std::pair<ConditionEditor::Kind, sweeps::Condition>> conditionsOf(const sweeps::SweepText& text) {
    using Kind = ConditionEditor::Kind;
    std::vector<std::pair<Kind, sweeps::Condition>> all;
    for (const auto& condition : text.when)
        all.emplace_back(Kind::Only, condition);
    for (const auto& exception : text.exceptions) {
        Kind kind = Kind::Except;
        for (const auto& condition : exception.where) {
            all.emplace_back(kind, condition);
            kind = Kind::And;
        }
        if (!exception.skip)
            for (const auto& change : exception.set)
                all.emplace_back(Kind::Set, sweeps::Condition{change.key, {change.value}, 0});
    }
    return all;
}

}  // namespace isonet::widgets
