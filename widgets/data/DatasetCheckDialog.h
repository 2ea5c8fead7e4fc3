// The report of a dataset's check: summary, findings with thumbnails, and what to do with them. The application reads
// the images; the dialog shows progress and emits what the user wants. Not modal. GUI thread only.
#pragma once

#include <QDialog>
#include <QImage>

#include "widgets/data/CheckInfo.h"

class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;
class QTextBrowser;

namespace isonet::widgets {

class DatasetCheckDialog : public QDialog {
    Q_OBJECT
public:
    explicit DatasetCheckDialog(QWidget* parent = nullptr);

    void showProgress(std::int64_t done, std::int64_t all);
    void showReport(const CheckInfo& info);
    void showThumbnail(int finding, const QImage& thumbnail);
    void showMessage(const QString& text);  // instead of a report, or about what was done

Q_SIGNALS:
    void stopRequested();
    void normalizationRequested();  // use mean and deviation in the experiment
    void listRequested();           // write the list of images to leave out

private:
    void addFinding(const CheckFinding& finding);

    QTextBrowser* summary_;
    QListWidget* findings_;
    QProgressBar* progress_;
    QLabel* state_;
    QPushButton *stop_, *normalize_, *list_;
};

}  // namespace isonet::widgets
