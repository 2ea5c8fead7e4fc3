#include "widgets/plot/PlotHover.h"

#include "widgets/plot/PlotContent.h"

namespace isonet::widgets {

PlotHover::PlotHover(const PlotState& state, const PlotContent& content, QObject* parent)
    : QObject(parent), state_(state), content_(content) {
    connect(state_.canvas, &PlotCanvas::hovered, this, &PlotHover::hover);
    connect(state_.canvas, &PlotCanvas::hoverEnded, this, &PlotHover::end);
}

PlotHover::~PlotHover() {
    delete readout_;
}

void PlotHover::update() {
    if (position_)
        hover(*position_, state_.canvas->axisRectAt(*position_));
}

void PlotHover::hover(const QPointF& position, QCPAxisRect* rect) {
    position_ = position;
    const ReadoutText text = rect && state_.data ? content_.readoutAt(position, rect) : ReadoutText();
    if (text.isEmpty()) {
        end();
        return;
    }
    auto* canvas = state_.canvas;
    canvas->setCrosshair(content_.hasStepAxis() ? nullptr : rect, text.crosshair);
    if (!readout_ || readout_->parentWidget() != canvas->window()) {
        delete readout_;
        readout_ = new Readout(canvas->window());
    }
    readout_->present(state_.options->sortsReadout() ? text.sorted() : text,
                      canvas->mapTo(canvas->window(), position.toPoint()));
    if (canvas->hasCursor())
        canvas->setAccessibleDescription(text.plain());  // spoken
    Q_EMIT cursorMoved(content_.sharesXAxis() ? text.crosshair : std::nullopt);
}

void PlotHover::end() {
    const bool was = position_.has_value();
    position_.reset();
    if (readout_)
        readout_->hide();
    if (!was)
        return;
    state_.canvas->setCrosshair(nullptr, {});
    Q_EMIT cursorMoved({});
}

}  // namespace isonet::widgets
