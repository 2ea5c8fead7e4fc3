// Eigenvalues of many Hermitian matrices of one size at once, with one matrix per vector lane: every step of the
// reduction to tridiagonal form (Householder, blocked so that the matrices are read once per column) and of the
// root-free QL iteration that follows is the same for all, so vectors are fully used, unlike in a library routine for a
// single small matrix.
//
// Matrix f is given as G_f = sum over p of cosines[f, p] even_p + i sines[f, p] odd_p, even_p symmetric, odd_p
// antisymmetric, and is never stored. Error: some 1e-15 of the largest eigenvalue.
// Source: Golub and Van Loan, Matrix Computations, 5.1 and 8.3; Parlett, The Symmetric Eigenvalue Problem, 8.15
// (root-free QL of Pal, Walker and Kahan).
#pragma once

#include <cstdint>

namespace isonet::model::cpu {

struct HermitianSpectra {
    std::int64_t n = 0, evens = 0, odds = 0;
    const double* even = nullptr;     // (evens, n, n)
    const double* odd = nullptr;      // (odds, n, n)
    const double* cosines = nullptr;  // (matrices, evens)
    const double* sines = nullptr;    // (matrices, odds)
    double* eigenvalues = nullptr;    // (matrices, n), output, unordered
};

// Number of matrices of this size processed together on this CPU.
std::int64_t hermitianLanes(std::int64_t n);
// Bytes of scratch memory for hermitianSpectra(), aligned to 64.
std::int64_t hermitianScratchBytes(std::int64_t n, std::int64_t evensAndOdds);

// Matrices first .. first + count, count <= hermitianLanes(n). Runs on the calling thread. False if an iteration did
// not converge; the eigenvalues are then not written.
bool hermitianSpectra(const HermitianSpectra& problem, std::int64_t first, std::int64_t count, void* scratch);

}  // namespace isonet::model::cpu
