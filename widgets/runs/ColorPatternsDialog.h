// Edits the patterns by which runs get their colors: a row for each, and an empty one at the end. GUI thread only.
#pragma once

#include <QDialog>
#include <QVector>

#include "widgets/runs/RunColors.h"

class QTableWidget;

namespace isonet::widgets {

class ColorPatternsDialog : public QDialog {
    Q_OBJECT
public:
    explicit ColorPatternsDialog(const QVector<ColorPattern>& patterns, QWidget* parent = nullptr);
    QVector<ColorPattern> patterns() const;  // in the order of the rows, without empty ones

private:
    void addRow(const ColorPattern& pattern);

    QTableWidget* rows_;
};

}  // namespace isonet::widgets
