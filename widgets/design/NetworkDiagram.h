// The network diagram, a self-contained widget: stem, stages and head in rows that fit the width, equal blocks as
// "× 36", with a mini-map where the whole does not fit and, with a run open, its deviations over time.
//
// Parts are named as layers ("s1.b1.f.a", "s1.b1.relu"), blocks ("s1.b1"), stages ("s1"), "stem" and "head".
// Mouse: click selects, a click on the badge "× 36" expands or collapses, double click activates, the wheel scrolls,
// Ctrl+wheel zooms. Keys: Left and Right go through the blocks, Up and Down through their layers, Shift+Left and
// Shift+Right through the stages; Enter activates, + and - expand and collapse, Home is the start; Ctrl+0, Ctrl++ and
// Ctrl+- zoom. At zoom 1 no text is smaller than 9 pt. GUI thread only.
#pragma once

#include <QGraphicsView>
#include <QMap>
#include <QSet>
#include <optional>

#include "training/config/RunConfig.h"
#include "widgets/design/DeviationHistory.h"
#include "widgets/design/DiagramScene.h"
#include "widgets/design/DiagramSearch.h"
#include "widgets/design/DiagramValues.h"
#include "widgets/plot/PlotExport.h"

namespace isonet::widgets {

class DeviationBar;
class DiagramMiniMap;

class NetworkDiagram : public QGraphicsView {
    Q_OBJECT
public:
    explicit NetworkDiagram(QWidget* parent = nullptr);
    ~NetworkDiagram() override;

    // Redraws if the network has changed; keeps selection, expanded blocks and scroll position. Returns false for an
    // invalid network; the last diagram is kept, faded.
    bool setConfig(const config::RunConfig& config);
    // A text on the right of a convolution's box, by layer name; not shown while deviations are.
    void setMeasures(const QMap<QString, QString>& measures);
    // The deviations of the open run, with a bar to move through its steps; an empty history removes both.
    void setDeviations(const DeviationHistory& history);
    DeviationBar* deviationBar() const { return bar_; }

    QStringList layers() const { return layers_; }  // all convolutions and activations in forward order
    QString chosen() const;                         // name of the selected part; empty: none
    // Blocks that the selected part stands for: those of a pile of equal blocks, or of a stage; its own block else.
    QStringList chosenBlocks() const;
    void choose(const QString& name);  // expands equal blocks that hide it; an unknown name selects nothing
    int find(const QString& text);     // highlights the layers whose name contains it; returns their number
    void showNextFound();

    void setExpanded(const QString& block, bool on);  // equal blocks, by the name of any of them
    bool isExpanded(const QString& block) const;

    void fit();  // zoom 1, where the rows fit the width, and the start of the network
    void zoom(double factor);
    double zoomFactor() const { return transform().m11(); }

    QSizeF drawingSize() const;  // of the figure, in points, for the width on screen
    [[nodiscard]] QString exportImage(const QString& file,
                                      const PictureSize& size);  // returns an error or an empty string

Q_SIGNALS:
    void layerChosen(const QString& name);     // a layer, block, stage, "stem" or "head"; empty: none
    void layerActivated(const QString& name);  // double click or Enter

protected:
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;

private:
    void rebuild();  // from drawn_
    void relayOut();
    void placeParts();  // viewport margins, mini-map, deviation bar
    int barHeight() const;
    void showDeviations();
    void updateBoxes();
    void selectionMoved();
    void moveTo(DiagramNode* node);
    DiagramCard* badgeAt(const QPoint& position) const;  // nullptr: no badge there
    DiagramNode* chosenNode() const;
    void fillFigure(DiagramScene& figure) const;

    DiagramScene scene_;
    DiagramMiniMap* map_;
    DeviationBar* bar_;
    DiagramValues values_;
    DeviationHistory history_;
    std::optional<config::RunConfig> drawn_;
    QStringList layers_;
    DiagramSearch search_;
    QSet<QString> expanded_;  // first blocks of groups
    QSize laidOutFor_;
    int laidOutBar_ = 0;  // height of the deviation bar
    bool valid_ = true, hasOwnSettings_ = false;
    bool needsMap_ = false, roomForMap_ = true;  // next to the widest block
};

}  // namespace isonet::widgets
