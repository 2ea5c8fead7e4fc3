// List of images with thumbnails. Requests the thumbnails of visible rows only, and caches them. Does not access files.
// GUI thread only.
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
    // Size of a cached thumbnail in pixels; drawn smaller.
    static constexpr int thumbnailWidth = 96, thumbnailHeight = 72;

    explicit ImageList(QWidget* parent = nullptr);

    void setImages(const QStringList& names);             // "9: 000000000009.jpg"; keeps the thumbnails if unchanged
    void setFilter(const QString& text);                  // by name
    void choose(int image);                               // does not emit
    void setThumbnail(int image, const QImage& picture);  // null: not available

Q_SIGNALS:
    void imageChosen(int image);                           // by the user
    void thumbnailsRequested(const QVector<int>& images);  // replaces the previous request

protected:
    void paintEvent(QPaintEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void requestVisible();

    ImageListModel* images_;
    QSortFilterProxyModel* filtered_;
    QTimer* requestTimer_;  // waits until scrolling stops
    QSet<int> requested_;   // last request
    bool choosing_ = false;
};

}  // namespace isonet::widgets
