#include "widgets/design/StageDelegate.h"

#include <QComboBox>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QLineEdit>
#include <QSpinBox>

#include "widgets/design/StageTableModel.h"

namespace isonet::widgets {
namespace {

// Properties of an editor.
constexpr char initialText[] = "initialText";
constexpr char confirmed[] = "confirmed";  // by Return, or by a choice

QString textOf(QWidget* editor) {
    if (auto* spin = qobject_cast<QSpinBox*>(editor)) {
        spin->interpretText();
        return QString::number(spin->value());
    }
    if (const auto* combo = qobject_cast<QComboBox*>(editor))
        return combo->currentData().toString();
    const auto* edit = qobject_cast<QLineEdit*>(editor);
    return edit ? edit->text() : QString();
}

const PartKey* keyAt(const QModelIndex& index) {
    const auto* model = qobject_cast<const StageTableModel*>(index.model());
    return model ? model->key(index) : nullptr;
}

}  // namespace

StageDelegate::StageDelegate(const QItemSelectionModel& selection, QObject* parent)
    : QStyledItemDelegate(parent), selection_(selection) {}

QWidget* StageDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                                     const QModelIndex& index) const {
    const PartKey* key = keyAt(index);
    if (!key)
        return nullptr;
    QWidget* editor = nullptr;
    if (key->editor == PartEditor::Integer) {
        auto* spin = new QSpinBox(parent);
        spin->setRange(key->low, key->high);
        spin->setSpecialValueText(key->lowText);
        spin->setFrame(false);
        spin->setAccelerated(true);
        spin->setAlignment(Qt::AlignRight);  // as in the cell
        editor = spin;
    } else if (key->editor == PartEditor::Choice) {
        auto* combo = new QComboBox(parent);
        for (const auto& [name, item] : key->choices) {
            combo->addItem(item.title, name);
            combo->setItemData(combo->count() - 1, item.tooltip, Qt::ToolTipRole);
        }
        // A choice is complete when it is made.
        connect(combo, &QComboBox::activated, this, [self = const_cast<StageDelegate*>(this), combo] {
            combo->setProperty(confirmed, true);
            Q_EMIT self->commitData(combo);
            Q_EMIT self->closeEditor(combo);
        });
        editor = combo;
    } else {
        editor = QStyledItemDelegate::createEditor(parent, option, index);
    }
    editor->setAutoFillBackground(true);  // the text of the cell is not seen through it
    editor->setObjectName(QStringLiteral("stageCellEditor"));
    editor->setAccessibleName(index.data(Qt::AccessibleTextRole).toString());
    return editor;
}

void StageDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
    const QString text = index.data(Qt::EditRole).toString();
    if (auto* spin = qobject_cast<QSpinBox*>(editor)) {
        const int value = text.toInt();
        // A file may hold a value outside the range; it is reported under the table.
        spin->setRange(std::min(value, spin->minimum()), std::max(value, spin->maximum()));
        spin->setValue(value);
    } else if (auto* combo = qobject_cast<QComboBox*>(editor)) {
        combo->setCurrentIndex(combo->findData(text));
    } else if (auto* edit = qobject_cast<QLineEdit*>(editor)) {
        edit->setText(text);
    }
    editor->setProperty(initialText, textOf(editor));
}

// The data are committed after this event.
bool StageDelegate::eventFilter(QObject* editor, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter)
            editor->setProperty(confirmed, true);
    }
    return QStyledItemDelegate::eventFilter(editor, event);
}

void StageDelegate::setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const {
    const QString text = textOf(editor);
    const bool changed = text != editor->property(initialText).toString();
    const bool shown = text == index.data(Qt::EditRole).toString();  // a spin box has a number also for an unset value
    if (!changed && !(shown && editor->property(confirmed).toBool()))
        return;
    QList<int> rows{index.row()};
    for (const auto& selected : selection_.selectedRows())
        if (selection_.isRowSelected(index.row()) && selected.row() != index.row())
            rows << selected.row();
    static_cast<StageTableModel*>(model)->setValues(rows, index.column(), text);
}

}  // namespace isonet::widgets
