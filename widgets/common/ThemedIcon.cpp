#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

#include "widgets/common/Theme.h"

// Resources of a static library must be registered explicitly, outside any namespace.
static void registerResources() {
    Q_INIT_RESOURCE(resources);
}

namespace isonet::widgets {

void initializeResources() {
    static const bool done = (registerResources(), true);
    Q_UNUSED(done)
}

namespace {

class ThemedIconEngine : public QIconEngine {
public:
    explicit ThemedIconEngine(QString name) : name_(std::move(name)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        QSvgRenderer renderer(colored(mode));
        renderer.setAspectRatioMode(Qt::KeepAspectRatio);
        renderer.render(painter, rect);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        return scaledPixmap(size, mode, state, 1);
    }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal) override {
        const QString key = QStringLiteral("isonet-icon-%1-%2-%3-%4")
                                .arg(name_)
                                .arg(size.width())
                                .arg(int(mode))
                                .arg(themeColors().text.name());
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap))
            return pixmap;
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QIconEngine* clone() const override { return new ThemedIconEngine(*this); }

private:
    QByteArray colored(QIcon::Mode mode) const {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(name_));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        QByteArray svg = file.readAll();
        const ThemeColors& c = themeColors();
        const bool disabled = mode == QIcon::Disabled;
        const QColor text = disabled ? c.disabledText : mode == QIcon::Selected ? c.accentText : c.text;
        svg.replace("currentColor", text.name().toLatin1());
        svg.replace("#acce17", (disabled ? c.disabledText : c.accent).name().toLatin1());
        svg.replace("#0c0c00", (disabled ? c.disabledText : c.ok).name().toLatin1());
        svg.replace("#e4404a", (disabled ? c.disabledText : c.error).name().toLatin1());
        return svg;
    }

    QString name_;
};

}  // namespace

QIcon themedIcon(const QString& name) {
    initializeResources();
    return QIcon(new ThemedIconEngine(name));
}

}  // namespace isonet::widgets
