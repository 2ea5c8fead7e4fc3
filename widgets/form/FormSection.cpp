#include "widgets/form/FormSection.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include "widgets/common/FontScale.h"
#include "widgets/common/Theme.h"

namespace isonet::widgets {

namespace {
constexpr int labelWidth = 128;  // the same in all sections, to align the editors
}

FormSection::FormSection(const QString& title, QWidget* parent)
    : QWidget(parent), header_(new QToolButton), mark_(new QLabel), body_(new QWidget), grid_(new QGridLayout(body_)) {
    header_->setObjectName(QStringLiteral("sectionHeader"));
    header_->setText(title);
    header_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    header_->setAutoRaise(true);
    header_->setCheckable(true);
    header_->setChecked(true);
    header_->setIconSize(QSize(12, 12));
    header_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    header_->setAccessibleName(tr("%1 section").arg(title));
    mark_->setObjectName(QStringLiteral("problemMark"));

    auto* top = new QHBoxLayout;
    top->setContentsMargins(0, 0, 0, 0);
    top->addWidget(header_, 1);
    top->addWidget(mark_);
    grid_->setContentsMargins(6, 2, 2, 8);
    grid_->setHorizontalSpacing(8);
    grid_->setVerticalSpacing(4);
    grid_->setColumnMinimumWidth(0, fontScaled(labelWidth));
    grid_->setColumnStretch(1, 1);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addLayout(top);
    all->addWidget(body_);

    connect(header_, &QToolButton::toggled, this, &FormSection::setExpanded);
    setExpanded(true);
}

FormRow FormSection::addRow(const QString& label, QWidget* editor, const QString& unit) {
    FormRow row;
    row.editor = editor;
    row.label = new QLabel(label);
    row.label->setBuddy(editor);
    row.label->setMinimumWidth(fontScaled(labelWidth));
    row.message = new QLabel;
    row.message->setObjectName(QStringLiteral("fieldMessage"));
    row.message->setWordWrap(true);
    row.message->setVisible(false);
    auto* cell = new QHBoxLayout;
    cell->setContentsMargins(0, 0, 0, 0);
    cell->setSpacing(6);
    cell->addWidget(editor, 1);
    if (!unit.isEmpty()) {
        row.unit = new QLabel(unit);
        row.unit->setObjectName(QStringLiteral("fieldUnit"));
        cell->addWidget(row.unit);
    }
    grid_->addWidget(row.label, 2 * rows_, 0);
    grid_->addLayout(cell, 2 * rows_, 1);
    grid_->addWidget(row.message, 2 * rows_ + 1, 0, 1, 2);
    ++rows_;
    return row;
}

void FormSection::setExpanded(bool expanded) {
    header_->setChecked(expanded);
    header_->setIcon(themedIcon(expanded ? QStringLiteral("expanded") : QStringLiteral("collapsed")));
    body_->setVisible(expanded);
}

bool FormSection::isExpanded() const {
    return header_->isChecked();
}

void FormSection::setProblemCount(int count) {
    mark_->setText(count == 0 ? QString() : count == 1 ? tr("1 problem") : tr("%1 problems").arg(count));
}

}  // namespace isonet::widgets
