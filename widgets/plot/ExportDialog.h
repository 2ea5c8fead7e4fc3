// Asks how to save a plot or page: format, size, resolution and file, and before a file is replaced. Remembers the last
// answers for the session.
#pragma once

#include <QDialog>

#include "widgets/plot/PlotExport.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace isonet::widgets {

class ExportDialog : public QDialog {
    Q_OBJECT
public:
    // `proposed`: the size on screen, in points of 1/96 inch; `name`: of the file, without a suffix: the run and the
    // plot.
    ExportDialog(const QString& title, const QSize& proposed, const QString& name, QWidget* parent = nullptr);

    QString file() const;  // with the format's suffix
    PictureSize size() const;

private:
    void browse();
    void choosePreset(int index);
    void save();
    void refresh();

    QComboBox *format_, *preset_;
    QSpinBox *width_, *height_, *dots_;
    QLineEdit* file_;
    QLabel* hint_;
    QSize proposed_;
    bool choosing_ = false;  // a preset sets the size
};

}  // namespace isonet::widgets
