// The help window: contents on the left, the page on the right. GUI thread only.
#pragma once

#include <QStringList>
#include <QWidget>

class QListWidget;
class QTextBrowser;

namespace isonet::widgets {

class HelpWindow : public QWidget {
    Q_OBJECT
public:
    explicit HelpWindow(QWidget* parent = nullptr);
    static QStringList pageNames();      // "index", "tour", ..., in the order of the contents
    void showPage(const QString& name);  // unknown names show the title page

protected:
    void changeEvent(QEvent* event) override;

private:
    void applyStyle();

    QListWidget* contents_;
    QTextBrowser* browser_;
};

}  // namespace isonet::widgets
