// The loops of HermitianSpectra.h for one instruction set: included with ISONET_LANES defined, inside a namespace and a
// region that sets the target. Only vector arithmetic: nothing that could be shared with another instruction set.

constexpr std::int64_t lanes = ISONET_LANES;
typedef double Real __attribute__((vector_size(8 * ISONET_LANES)));
struct Complex {
    Real re, im;
};

inline Real all(double value) {
    return Real{} + value;
}
inline Real magnitude(Real x) {
    return x < 0 ? -x : x;
}
inline Real root(Real x) {
    Real out;
    for (std::int64_t lane = 0; lane < lanes; ++lane)
        out[lane] = __builtin_sqrt(x[lane]);
    return out;
}

// to += a b, a conj(b), and the same subtracted.
inline void addProduct(Complex& to, const Complex& a, const Complex& b) {
    to.re += a.re * b.re;
    to.im += a.re * b.im;
    to.re -= a.im * b.im;
    to.im += a.im * b.re;
}
inline void addConjugateProduct(Complex& to, const Complex& a, const Complex& b) {  // conj(a) b
    to.re += a.re * b.re;
    to.im += a.re * b.im;
    to.re += a.im * b.im;
    to.im -= a.im * b.re;
}
inline void subtractProduct(Complex& to, const Complex& a, const Complex& b) {
    to.re -= a.re * b.re;
    to.im -= a.re * b.im;
    to.re += a.im * b.im;
    to.im -= a.im * b.re;
}
inline void subtractOuter(Complex& to, const Complex& a, const Complex& b) {  // a conj(b)
    to.re -= a.re * b.re;
    to.im -= a.im * b.re;
    to.re -= a.im * b.im;
    to.im += a.re * b.im;
}

// Rows that the vectors of a panel take: with a power of two all of them would share the cache's ways.
inline std::int64_t rowsOf(std::int64_t n) {
    return n | 1;
}

// The lower triangle by columns; element (i, j) is column(j)[i].
struct Lower {
    Complex* data;
    std::int64_t n;
    Complex* column(std::int64_t j) const { return data + j * n - j * (j + 1) / 2; }
};

inline void load(const double* table, std::int64_t columns, std::int64_t first, std::int64_t count, Real* to) {
    for (std::int64_t p = 0; p < columns; ++p)
        for (std::int64_t lane = 0; lane < lanes; ++lane)
            to[p][lane] = table[(first + (lane < count ? lane : count - 1)) * columns + p];
}

// Sums of tables, each with its factor, at as many places in a row as registers hold.
template <std::int64_t places>
inline void mix(const double* table, std::int64_t stride, const Real* factors, std::int64_t count, Real* sums) {
    Real sum[places]{};
    for (std::int64_t p = 0; p < count; ++p, table += stride) {
        const Real factor = factors[p];
#pragma GCC unroll 6
        for (std::int64_t i = 0; i < places; ++i)
            sum[i] += factor * table[i];
    }
#pragma GCC unroll 6
    for (std::int64_t i = 0; i < places; ++i)
        sums[i] = sum[i];
}

// The matrices: waves has room for evens + odds factors.
struct Mixture {
    const HermitianSpectra& g;
    Real *cosines, *sines;

    Mixture(const HermitianSpectra& from, std::int64_t first, std::int64_t count, Real* waves)
        : g(from), cosines(waves), sines(waves + from.evens) {
        load(g.cosines, g.evens, first, count, cosines);
        load(g.sines, g.odds, first, count, sines);
    }
    // Elements of row i, from column j on.
    template <std::int64_t places>
    void row(std::int64_t i, std::int64_t j, Real* re, Real* im) const {
        mix<places>(g.even + i * g.n + j, g.n * g.n, cosines, g.evens, re);
        mix<places>(g.odd + i * g.n + j, g.n * g.n, sines, g.odds, im);
    }
};

inline void fill(const Mixture& matrix, const Lower& a) {
    constexpr std::int64_t places = 6;
    for (std::int64_t j = 0; j < a.n; ++j) {
        Complex* column = a.column(j);
        // Row j, which is contiguous, instead of column j: the conjugate matrix has the same eigenvalues.
        Real re[places], im[places];
        std::int64_t i = j;
        for (; i + places <= a.n; i += places) {
            matrix.row<places>(j, i, re, im);
            for (std::int64_t k = 0; k < places; ++k)
                column[i + k] = Complex{re[k], im[k]};
        }
        for (; i < a.n; ++i)
            matrix.row<1>(j, i, &column[i].re, &column[i].im);
    }
}

// product[i] = sum over j of A[i, j] v[j] for i, j >= start, from the lower triangle, four columns at a time.
inline void multiply(const Lower& a, std::int64_t start, const Complex* v, Complex* product) {
    for (std::int64_t i = start; i < a.n; ++i)
        product[i] = Complex{};
    for (std::int64_t j = start; j < a.n; j += 4) {
        const std::int64_t end = j + 4 < a.n ? j + 4 : a.n;
        for (std::int64_t c = j; c < end; ++c) {  // the triangle on the diagonal
            const Complex* column = a.column(c);
            product[c].re += column[c].re * v[c].re;
            product[c].im += column[c].re * v[c].im;
            for (std::int64_t i = c + 1; i < end; ++i) {
                addProduct(product[i], column[i], v[c]);
                addConjugateProduct(product[c], column[i], v[i]);
            }
        }
        if (end == a.n)
            return;
        const Complex *a0 = a.column(j), *a1 = a.column(j + 1), *a2 = a.column(j + 2), *a3 = a.column(j + 3);
        const Complex v0 = v[j], v1 = v[j + 1], v2 = v[j + 2], v3 = v[j + 3];
        Complex s0 = product[j], s1 = product[j + 1], s2 = product[j + 2], s3 = product[j + 3];
        for (std::int64_t i = end; i < a.n; ++i) {
            const Complex vi = v[i];
            Complex out = product[i];
            addProduct(out, a0[i], v0);
            addConjugateProduct(s0, a0[i], vi);
            addProduct(out, a1[i], v1);
            addConjugateProduct(s1, a1[i], vi);
            addProduct(out, a2[i], v2);
            addConjugateProduct(s2, a2[i], vi);
            addProduct(out, a3[i], v3);
            addConjugateProduct(s3, a3[i], vi);
            product[i] = out;
        }
        product[j] = s0;
        product[j + 1] = s1;
        product[j + 2] = s2;
        product[j + 3] = s3;
    }
}

// A -= V W* + W V* for rows and columns >= start; v and w hold `width` vectors of rowsOf(n) each. Tiles of two by two.
inline void update(const Lower& a, std::int64_t start, const Complex* v, const Complex* w, std::int64_t width) {
    const std::int64_t n = a.n;
    std::int64_t j = start;
    for (; j + 1 < n; j += 2) {
        Complex *left = a.column(j), *right = a.column(j + 1);
        for (std::int64_t l = 0; l < width; ++l) {
            const Complex *vl = v + l * rowsOf(n), *wl = w + l * rowsOf(n);
            subtractOuter(left[j], vl[j], wl[j]);
            subtractOuter(left[j], wl[j], vl[j]);
        }
        std::int64_t i = j + 1;
        for (; i + 1 < n; i += 2) {
            Complex a00 = left[i], a10 = left[i + 1], a01 = right[i], a11 = right[i + 1];
            for (std::int64_t l = 0; l < width; ++l) {
                const Complex *vl = v + l * rowsOf(n), *wl = w + l * rowsOf(n);
                const Complex vi = vl[i], vk = vl[i + 1], wj = wl[j], wm = wl[j + 1];
                subtractOuter(a00, vi, wj);
                subtractOuter(a10, vk, wj);
                subtractOuter(a01, vi, wm);
                subtractOuter(a11, vk, wm);
                const Complex wi = wl[i], wk = wl[i + 1], vj = vl[j], vm = vl[j + 1];
                subtractOuter(a00, wi, vj);
                subtractOuter(a10, wk, vj);
                subtractOuter(a01, wi, vm);
                subtractOuter(a11, wk, vm);
            }
            left[i] = a00;
            left[i + 1] = a10;
            right[i] = a01;
            right[i + 1] = a11;
        }
        for (; i < n; ++i)
            for (std::int64_t l = 0; l < width; ++l) {
                const Complex *vl = v + l * rowsOf(n), *wl = w + l * rowsOf(n);
                subtractOuter(left[i], vl[i], wl[j]);
                subtractOuter(left[i], wl[i], vl[j]);
                subtractOuter(right[i], vl[i], wl[j + 1]);
                subtractOuter(right[i], wl[i], vl[j + 1]);
            }
    }
    if (j < n)
        for (std::int64_t l = 0; l < width; ++l) {
            Complex* last = a.column(j);
            subtractOuter(last[j], v[l * rowsOf(n) + j], w[l * rowsOf(n) + j]);
            subtractOuter(last[j], w[l * rowsOf(n) + j], v[l * rowsOf(n) + j]);
        }
}

// Reflects x (rows first .. n - 1) onto its first row: x -> v with H = 1 - beta v v*. Returns beta; squared: ||x||^2.
inline Real reflect(Complex* x, std::int64_t first, std::int64_t n, Real& squared) {
    Real sum{};
    for (std::int64_t i = first; i < n; ++i)
        sum += x[i].re * x[i].re + x[i].im * x[i].im;
    squared = sum;
    const Real norm = root(sum), head = root(x[first].re * x[first].re + x[first].im * x[first].im);
    const auto turned = head > 0;
    const Real safe = turned ? head : all(1.0);
    x[first].re += norm * (turned ? x[first].re / safe : all(1.0));
    x[first].im += norm * (turned ? x[first].im / safe : all(0.0));
    const auto any = sum > 1e-290;
    return any ? 1.0 / (any ? norm * (norm + head) : all(1.0)) : all(0.0);
}

// A -> its tridiagonal form: diagonal d (n), squared moduli of the off-diagonal e (n - 1). A is overwritten.
inline void tridiagonalize(const Lower& a, Complex* v, Complex* w, std::int64_t width, Real* d, Real* e) {
    const std::int64_t n = a.n;
    for (std::int64_t start = 0; start < n; start += width) {
        const std::int64_t end = start + width < n ? start + width : n;
        for (std::int64_t k = start; k < end; ++k) {
            const std::int64_t done = k - start;
            Complex* x = v + done * rowsOf(n);
            const Complex* column = a.column(k);
            for (std::int64_t i = k; i < n; ++i)
                x[i] = column[i];
            for (std::int64_t l = 0; l < done; ++l) {
                const Complex *vl = v + l * rowsOf(n), *wl = w + l * rowsOf(n), vk = vl[k], wk = wl[k];
                for (std::int64_t i = k; i < n; ++i) {
                    subtractOuter(x[i], vl[i], wk);
                    subtractOuter(x[i], wl[i], vk);
                }
            }
            d[k] = x[k].re;
            if (k + 1 == n)
                return;
            if (k + 2 == n) {
                e[k] = x[n - 1].re * x[n - 1].re + x[n - 1].im * x[n - 1].im;
                Complex corner = a.column(n - 1)[n - 1];
                for (std::int64_t l = 0; l < done; ++l) {
                    subtractOuter(corner, v[l * rowsOf(n) + n - 1], w[l * rowsOf(n) + n - 1]);
                    subtractOuter(corner, w[l * rowsOf(n) + n - 1], v[l * rowsOf(n) + n - 1]);
                }
                d[n - 1] = corner.re;
                return;
            }
            const Real beta = reflect(x, k + 1, n, e[k]);
            Complex* p = w + done * rowsOf(n);
            multiply(a, k + 1, x, p);
            for (std::int64_t l = 0; l < done; ++l) {
                const Complex *vl = v + l * rowsOf(n), *wl = w + l * rowsOf(n);
                Complex vx{}, wx{};
                for (std::int64_t i = k + 1; i < n; ++i) {
                    addConjugateProduct(vx, vl[i], x[i]);
                    addConjugateProduct(wx, wl[i], x[i]);
                }
                for (std::int64_t i = k + 1; i < n; ++i) {
                    subtractProduct(p[i], vl[i], wx);
                    subtractProduct(p[i], wl[i], vx);
                }
            }
            Real share{};
            for (std::int64_t i = k + 1; i < n; ++i) {
                p[i].re *= beta;
                p[i].im *= beta;
                share += x[i].re * p[i].re + x[i].im * p[i].im;
            }
            share *= 0.5 * beta;
            for (std::int64_t i = k + 1; i < n; ++i) {
                p[i].re -= share * x[i].re;
                p[i].im -= share * x[i].im;
            }
        }
        update(a, end, v, w, end - start);
    }
}

inline bool everyLane(decltype(Real{} < Real{}) mask) {
    for (std::int64_t lane = 0; lane < lanes; ++lane)
        if (!mask[lane])
            return false;
    return true;
}

// d -> eigenvalues of the tridiagonal matrix (d, e squared). Converged lanes stay unchanged until all converge.
inline bool iterate(Real* d, Real* e, std::int64_t n) {
    constexpr double epsilon = 1.1102230246251565e-16;
    Real largest{};
    for (std::int64_t i = 0; i < n; ++i)
        largest = magnitude(d[i]) > largest ? magnitude(d[i]) : largest;
    const Real floor = (0.1 * epsilon * largest) * (0.1 * epsilon * largest);
    for (std::int64_t l = 0; l + 1 < n; ++l) {
        for (int round = 0;; ++round) {
            const auto settled = e[l] <= epsilon * epsilon * magnitude(d[l] * d[l + 1]) + floor;
            if (everyLane(settled))
                break;
            if (round == 60)
                return false;
            const Real off = root(e[l]), half = (d[l + 1] - d[l]) / (2.0 * off), length = root(half * half + 1.0);
            const Real shift = d[l] - off / (half < 0 ? half - length : half + length);
            Real c = all(1.0), s{}, gamma = d[n - 1] - shift, p = gamma * gamma;
            for (std::int64_t i = n - 2; i >= l; --i) {
                const Real b = e[i], r = p + b, before = c, old = gamma, alpha = d[i];
                const auto some = r > 0, turns = p > 1e-290 * r;
                // The next p, gamma^2 / c, as gamma^2 r / p: its division need not wait for c.
                const Real inverse = 1.0 / (some ? r : all(1.0)), stretch = r / (turns ? p : all(1.0));
                if (i != n - 2)
                    e[i + 1] = settled ? e[i + 1] : s * r;
                c = some ? p * inverse : all(1.0);
                s = some ? b * inverse : all(0.0);
                gamma = c * (alpha - shift) - s * old;
                d[i + 1] = settled ? d[i + 1] : old + (alpha - gamma);
                p = turns ? gamma * gamma * stretch : before * b;
            }
            e[l] = settled ? e[l] : s * p;
            d[l] = settled ? d[l] : shift + gamma;
        }
    }
    return true;
}

inline std::int64_t panelWidth(std::int64_t n) {
    return n <= 96 ? 4 : n <= 256 ? 8 : 16;
}

std::int64_t scratchBytes(std::int64_t n, std::int64_t evensAndOdds) {
    return static_cast<std::int64_t>(sizeof(Complex)) * (n * (n + 1) / 2 + 2 * panelWidth(n) * rowsOf(n) + n) +
           static_cast<std::int64_t>(sizeof(Real)) * evensAndOdds;
}

bool spectra(const HermitianSpectra& g, std::int64_t first, std::int64_t count, void* scratch) {
    const std::int64_t n = g.n, width = panelWidth(n);
    const Lower a{static_cast<Complex*>(scratch), n};
    Complex *v = a.data + n * (n + 1) / 2, *w = v + width * rowsOf(n);
    Real *d = reinterpret_cast<Real*>(w + width * rowsOf(n)), *e = d + n, *waves = e + n;
    fill(Mixture(g, first, count, waves), a);
    tridiagonalize(a, v, w, width, d, e);
    if (!iterate(d, e, n))
        return false;
    for (std::int64_t i = 0; i < n; ++i)
        for (std::int64_t lane = 0; lane < count; ++lane)
            g.eigenvalues[(first + lane) * n + i] = d[i][lane];
    return true;
}
