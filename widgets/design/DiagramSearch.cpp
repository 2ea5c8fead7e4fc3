#include "widgets/design/DiagramSearch.h"

#include <QSet>
#include <algorithm>

namespace isonet::widgets {

int DiagramSearch::find(const QStringList& layers, const QString& text) {
    if (text != text_)
        shown_ = -1;
    text_ = text;
    found_ = text.isEmpty() ? QStringList() : layers.filter(text, Qt::CaseInsensitive);
    return int(found_.size());
}

QString DiagramSearch::next() {
    if (found_.isEmpty())
        return {};
    shown_ = (shown_ + 1) % found_.size();
    return found_[shown_];
}

void DiagramSearch::mark(const DiagramScene& scene) const {
    const QSet<QString> found(found_.begin(), found_.end());
    for (auto* box : scene.boxes())
        box->setFound(std::ranges::any_of(box->members(), [&](const QString& name) { return found.contains(name); }));
}

}  // namespace isonet::widgets
