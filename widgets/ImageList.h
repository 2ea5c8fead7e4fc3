// Images by id and file, each with a small picture beside it. Knows no file: it asks for the pictures of the rows that
// are seen, and of no others, and keeps some. GUI thread only.
#pragma once

#include <QListView>
#include <QSet>

class QSortFilterProxyModel;
class QTimer;

namespace isonet::widgets {

class ImageListModel;

class ImageList : public QListView {
    Q_OBJECT
public:
    // Pixels of a picture as it is kept: it is drawn smaller, at any scale of the screen.
    static constexpr int thumbnailWidth = 96, thumbnailHeight = 72;

    explicit ImageList(QWidget* parent = nullptr);

    void setImages(const QStringList& names);  // "9: 000000000009.jpg"; where they stay, so do their pictures
    void setFilter(const QString& words);      // only those with the words in their names
    void choose(int image);                    // does not emit
    void setThumbnail(int image, const QImage& picture);  // null: there is none to be had

Q_SIGNALS:
    void imageChosen(int image);                        // by the user
    void thumbnailsWanted(const QVector<int>& images);  // in place of those that were wanted before

protected:
    void paintEvent(QPaintEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void askForSeen();

    ImageListModel* images_;
    QSortFilterProxyModel* found_;
    QTimer* still_;     // the list has not moved for a moment
    QSet<int> wanted_;  // asked for last
    bool choosing_ = false;
};

}  // namespace isonet::widgets
