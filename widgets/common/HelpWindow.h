// The help window: contents on the left, the page on the right. GUI thread only.
#pragma once

#include <QStringList>
#include <QVector>
#include <QWidget>

class QListWidget;
class QTextBrowser;

namespace isonet::widgets {

class HelpWindow : public QWidget {
    Q_OBJECT
public:
    explicit HelpWindow(QWidget* parent = nullptr);
    static QStringList pageNames();  // "index", "tour", ..., in the order of the contents
    // A page, or a heading of one.
    struct Topic {
        QString page, title, heading;  // no heading: the page
    };
    static QVector<Topic> topics();
    // Unknown names show the title page. `heading`: scrolls to it.
    void showPage(const QString& name, const QString& heading = {});

protected:
    void changeEvent(QEvent* event) override;

private:
    void applyStyle();

    QListWidget* contents_;
    QTextBrowser* browser_;
};

}  // namespace isonet::widgets
