// Upper tool bar of the Predictions page: position, progress, checkpoint and reload. GUI thread only.
#pragma once

#include <QStringList>
#include <QWidget>

class QComboBox;
class QLabel;
class QProgressBar;

namespace isonet::widgets {

class PredictionBar : public QWidget {
    Q_OBJECT
public:
    explicit PredictionBar(QWidget* parent = nullptr);

    void setCheckpoints(const QStringList& titles, const QStringList& values);  // keeps the choice; does not emit
    QString checkpoint() const;
    void setPosition(const QString& text);
    void setProgress(const QString& activity);  // empty: idle

Q_SIGNALS:
    void checkpointChosen(const QString& value);
    void reloadRequested();

private:
    QLabel *position_, *progress_;
    QProgressBar* busy_;
    QComboBox* checkpoint_;
};

}  // namespace isonet::widgets
