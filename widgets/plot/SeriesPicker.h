// The pop-up that shows and hides series: a filter, a checkable list, and buttons for all and none.
#pragma once

#include <QColor>
#include <QFrame>
#include <QSet>
#include <QString>
#include <QVector>

class QLineEdit;
class QListWidget;

namespace isonet::widgets {

struct SeriesEntry {
    QString name;
    QColor color;
};

class SeriesPicker : public QFrame {
    Q_OBJECT
public:
    explicit SeriesPicker(QWidget* parent);
    void present(const QVector<SeriesEntry>& entries, const QSet<QString>& hidden, const QPoint& globalTopRight);

Q_SIGNALS:
    void hiddenChanged(const QSet<QString>& hidden);

private:
    void setAllMatching(bool shown);
    void filter(const QString& text);
    void report();

    QLineEdit* filter_;
    QListWidget* list_;
    bool filling_ = false;
};

}  // namespace isonet::widgets
