// Tool bar of the Inspect page: choice of the weights, status, progress and cancel. GUI thread only.
#pragma once

#include <QStringList>
#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;

namespace isonet::widgets {

class InspectBar : public QWidget {
    Q_OBJECT
public:
    explicit InspectBar(QWidget* parent = nullptr);

    // Titles and values of the weights to choose from; keeps the current choice where possible.
    void setSources(const QStringList& titles, const QStringList& values);
    QString source() const;  // value of the current choice
    QString sourceTitle() const;
    void chooseSource(const QString& value);
    int sourceCount() const;

    void setStatus(const QString& text);
    QString status() const;
    void setProgress(const QString& activity, int done, int total);  // hidden where `activity` is empty
    void addWidgetAtEnd(QWidget* widget);

Q_SIGNALS:
    void sourceChosen(const QString& value);
    void cancelRequested();

private:
    QHBoxLayout* row_;
    QComboBox* sources_;
    QLabel* status_;
    QProgressBar* progress_;
    QPushButton* cancel_;
};

}  // namespace isonet::widgets
