#include "widgets/runs/ColorPatternsDialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTableWidget>
#include <QVBoxLayout>

#include "widgets/common/FontScale.h"

namespace isonet::widgets {

ColorPatternsDialog::ColorPatternsDialog(const QVector<ColorPattern>& patterns, QWidget* parent)
    : QDialog(parent), rows_(new QTableWidget(0, 2)) {
    setObjectName(QStringLiteral("colorPatterns"));
    setWindowTitle(tr("Colors by pattern"));
    auto* text = new QLabel(
        tr("A run that matches a pattern has its color; if several match, the first one applies. A pattern is written "
           "as in the filter: words, or depth=56, tag:baseline, learning_rate<0.05. Clear a pattern to remove it."));
    text->setWordWrap(true);
    rows_->setAccessibleName(tr("Patterns and their colors"));
    rows_->setHorizontalHeaderLabels({tr("Pattern"), tr("Color")});
    rows_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    rows_->verticalHeader()->setVisible(false);
    rows_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    rows_->setColumnWidth(1, fontScaled(120));
    for (const auto& pattern : patterns)
        addRow(pattern);
    addRow({{}, int(patterns.size()) % int(seriesColorNames().size())});
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* all = new QVBoxLayout(this);
    all->addWidget(text);
    all->addWidget(rows_, 1);
    all->addWidget(buttons);
    resize(fontScaled(520), fontScaled(340));
}

void ColorPatternsDialog::addRow(const ColorPattern& pattern) {
    const int row = rows_->rowCount();
    rows_->insertRow(row);
    auto* edit = new QLineEdit(pattern.pattern);
    edit->setPlaceholderText(row == 0 ? tr("depth=56") : QString());
    edit->setAccessibleName(tr("Pattern %1").arg(row + 1));
    edit->setFrame(false);
    auto* color = new QComboBox;
    color->setAccessibleName(tr("Color of pattern %1").arg(row + 1));
    const QStringList names = seriesColorNames();
    for (int i = 0; i < names.size(); ++i)
        color->addItem(seriesSwatch(i), names[i]);
    color->setCurrentIndex(pattern.color % int(names.size()));
    rows_->setCellWidget(row, 0, edit);
    rows_->setCellWidget(row, 1, color);
    connect(edit, &QLineEdit::textChanged, this, [this, row](const QString& now) {
        if (row == rows_->rowCount() - 1 && !now.trimmed().isEmpty())
            addRow({{}, (row + 1) % int(seriesColorNames().size())});
    });
}

QVector<ColorPattern> ColorPatternsDialog::patterns() const {
    QVector<ColorPattern> all;
    for (int row = 0; row < rows_->rowCount(); ++row) {
        const auto* edit = qobject_cast<QLineEdit*>(rows_->cellWidget(row, 0));
        const auto* color = qobject_cast<QComboBox*>(rows_->cellWidget(row, 1));
        if (edit && color && !edit->text().trimmed().isEmpty())
            all.append({edit->text().trimmed(), color->currentIndex()});
    }
    return all;
}

}  // namespace isonet::widgets
