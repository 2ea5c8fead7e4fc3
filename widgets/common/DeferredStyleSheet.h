// During its lifetime the application has no style sheet; at its end every widget is styled once. With a style sheet,
// Qt styles a widget and all it contains again each time it gets a parent: two thirds of the time in which a window of
// nested layouts is built. Does nothing if another styled widget exists, which Qt 6.4 would then lose track of and use
// after its end. GUI thread only.
#pragma once

#include <QApplication>
#include <QString>
#include <QWidget>
#include <algorithm>

namespace isonet::widgets {

class DeferredStyleSheet {
public:
    // `window` is being built.
    explicit DeferredStyleSheet(QWidget& window) {
        const auto isOther = [&](const QWidget* widget) {
            return widget != &window && widget->testAttribute(Qt::WA_StyleSheet);
        };
        if (std::ranges::any_of(QApplication::allWidgets(), isOther))
            return;
        sheet_ = qApp->styleSheet();
        qApp->setStyleSheet({});
        window.setAttribute(Qt::WA_StyleSheet, false);  // it is styled again
    }
    ~DeferredStyleSheet() {
        if (!sheet_.isEmpty())
            qApp->setStyleSheet(sheet_);
    }
    DeferredStyleSheet(const DeferredStyleSheet&) = delete;
    DeferredStyleSheet& operator=(const DeferredStyleSheet&) = delete;

private:
    QString sheet_;
};

}  // namespace isonet::widgets
