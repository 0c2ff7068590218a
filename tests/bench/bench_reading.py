"""What reading costs, beside plain tools in the same run: python tests/bench/bench_reading.py [2000]

Processor time of this process and of its reading process together; the most memory that both held at once. The peers only take the text out:
PDFium (pypdfium2) for PDF, python-docx for docx, `Path.read_text` for txt; pdfplumber finds lines and tables as we do. Documents: the real ones beside the repository where they are, else
the demonstration's; PDFs are made here, the first argument is the pages of the long one.
"""

import contextlib
import os
import resource
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1])]

from reading.bad_files import good_docx  # noqa: E402
from reading.pdf_files import long_pdf  # noqa: E402

from geomon.documents import apart, read_document, read_text, source_of_text  # noqa: E402
from geomon.documents.formats import read_raw  # noqa: E402

ROOT = Path(__file__).parents[2]
REAL = sorted((ROOT.parent / "shared" / "documents").glob("*.txt")) or sorted((ROOT / "data" / "documents").glob("*-*.txt"))


def cpu():
    """Return seconds of this process and of those that ended."""
    apart._end_all()
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def cost(work, *, repeat=3):
    """Return processor seconds, wall seconds (least of the repeats) and what the work returns."""
    best, result = (9e9, 9e9), None
    for _ in range(repeat):
        a, t = cpu(), time.perf_counter()
        result = work()
        t = time.perf_counter() - t
        best = min(best, (cpu() - a, t))
    return *best, result


@contextlib.contextmanager
def memory(most):
    """Watch the memory of this process and its children, in MB."""
    stop = threading.Event()

    def resident(pid):
        with contextlib.suppress(OSError, StopIteration):
            lines = Path("/proc", str(pid), "status").read_text(encoding="ascii", errors="replace").splitlines()
            return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
        return 0.0

    def watch():
        while not stop.wait(0.02):
            children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
            most.append(sum(map(resident, ["self", *children])))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def plain_pdf(path):
    import pypdfium2

    document = pypdfium2.PdfDocument(str(path))
    letters = 0
    for n in range(len(document)):
        page = document[n]
        textpage = page.get_textpage()
        letters += len(textpage.get_text_range())
        textpage.close()
        page.close()
    document.close()
    return letters


def plain_docx(path):
    import docx

    return sum(len(p.text) for p in docx.Document(str(path)).paragraphs)


def plumbed(path):
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_text_lines(return_chars=False)
            [table.extract() for table in page.find_tables()]
            page.close()


def row(name, ours, peer, peer_name):
    times = f"{ours[0]:7.2f} s processor, {ours[1]:6.2f} s wall"
    print(f"{name:38} {times}; {peer_name} {peer[0]:.2f} s; ratio {ours[0] / max(peer[0], 1e-3):.2f}")


def main(pages):
    folder = Path(tempfile.mkdtemp())
    read_text(source_of_text("示例市方案\n一、甲。\n责任单位：市水务局\n整改时限：2025年6月底"), "a", "0" * 64)  # the start is not measured
    for path in REAL:
        read_document(path)
    plain = cost(lambda: [p.read_text(encoding="utf-8") for p in REAL])
    row(f"{len(REAL)} documents, txt", cost(lambda: [read_document(p) for p in REAL]), plain, "read_text")
    files = [folder / f"{path.stem}.docx" for path in REAL]
    for path, file in zip(REAL, files, strict=True):
        file.write_bytes(good_docx(path.read_text(encoding="utf-8").splitlines()))
    row(f"{len(REAL)} documents, docx", cost(lambda: [read_document(p) for p in files]), cost(lambda: [plain_docx(p) for p in files]), "python-docx")
    for path in sorted((ROOT / "data" / "documents").glob("*.pdf")):
        ours, peer = (cost(lambda path=path, work=work: [work(path) for _ in range(20)]) for work in (read_raw, plumbed))
        row(f"20 times {path.name}", ours, peer, "pdfplumber")
    for count in (100, pages):
        path = folder / f"{count}.pdf"
        path.write_bytes(long_pdf(count))
        repeat = 3 if count <= 100 else 1
        ours, peer = (cost(lambda path=path, work=work: work(path), repeat=repeat) for work in (read_raw, plain_pdf))
        row(f"{count} pages of pdf, lines and tables", ours, peer, "PDFium's text")
        whole(path, count)


def whole(path, count):
    """Print what it takes from a PDF to its tasks, and the most memory."""
    most, told = [], []
    with memory(most):
        processor, wall, document = cost(lambda: read_document(path, told=lambda n, total: told.append(n)), repeat=1)
    name = f"{count} pages of pdf, to tasks"
    print(f"{name:38} {processor:7.2f} s processor, {wall:6.2f} s wall; {len(document.tasks)} tasks; {max(most):.0f} MB at most; told {len(told)} times")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
