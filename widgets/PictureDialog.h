// Asks how a plot or page is to be saved: format, size, resolution and file. Remembers its last answers for the
// session.
#pragma once

#include <QDialog>

#include "widgets/PlotExport.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace isonet::widgets {

class PictureDialog : public QDialog {
    Q_OBJECT
public:
    // `proposed`: the size in points (1/96 inch) that looks as on the screen; `name`: of the file, without a suffix.
    PictureDialog(const QString& title, const QSize& proposed, const QString& name, QWidget* parent = nullptr);

    QString file() const;  // with the format's suffix
    PictureSize size() const;

private:
    void browse();
    void refresh();

    QComboBox *format_, *preset_;
    QSpinBox *width_, *height_, *dots_;
    QLineEdit* file_;
    QLabel* words_;
    QSize proposed_;
};

}  // namespace isonet::widgets
