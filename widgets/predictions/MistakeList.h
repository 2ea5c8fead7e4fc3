// The most confident mistakes, with thumbnails: of all classes, of one class, or of one pair of classes. GUI thread
// only.
#pragma once

#include <QHash>
#include <QWidget>

#include "widgets/predictions/ClassifierInfo.h"

class QLabel;
class QListWidget;
class QToolButton;

namespace isonet::widgets {

class MistakeList : public QWidget {
    Q_OBJECT
public:
    static constexpr int thumbnailSize = 40;  // pixels

    explicit MistakeList(QWidget* parent = nullptr);

    void setResults(const ClassifierResults& results, const QStringList& classes);  // shows those of all classes
    void showOnly(int label, int predicted);                                        // -1: any
    void setThumbnail(qint64 index, const QImage& picture);
    QListWidget* list() const { return list_; }
    QString title() const;

Q_SIGNALS:
    void imageChosen(qint64 index);

private:
    void fill();

    QVector<Mistake> mistakes_;
    QStringList classes_;
    QHash<qint64, QImage> thumbnails_;
    int label_ = -1, predicted_ = -1;
    QLabel* title_;
    QToolButton* all_;
    QListWidget* list_;
};

}  // namespace isonet::widgets
