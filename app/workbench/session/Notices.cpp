#include "app/workbench/session/Notices.h"

#include <QStatusBar>
#include <utility>

namespace isonet::workbench {

using widgets::MessageBar;

void Notices::error(const QString& title, const QString& text) {
    bar_->showMessage(MessageBar::Kind::Error, title, text);
}

void Notices::warning(const QString& title, const QString& text) {
    bar_->showMessage(MessageBar::Kind::Warning, title, text);
}

void Notices::info(const QString& title, const QString& text) {
    bar_->showMessage(MessageBar::Kind::Info, title, text);
}

void Notices::addAction(const QString& label, std::function<void()> action) {
    bar_->addAction(label, std::move(action));
}

void Notices::dismiss() {
    bar_->dismiss();
}

void Notices::dismissInfo() {
    if (bar_->kind() == MessageBar::Kind::Info)
        bar_->dismiss();
}

void Notices::showStatus(const QString& text, int milliseconds) {
    status_->showMessage(text, milliseconds);
}

void Notices::clearStatus() {
    status_->clearMessage();
}

}  // namespace isonet::workbench
