"""An upload that stops at the size that is taken: what comes after it is never kept."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from portal.centres.importing.tables import MAX_BYTES


class Bounded(FileUploadHandler):
    """Keeps a file in memory up to the limit; one that is larger doesn't arrive, and `too_large` says so."""

    def __init__(self, request=None):
        super().__init__(request)
        self.too_large = False
        self._chunks: list[bytes] = []
        self._size = 0

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self._chunks, self._size = [], 0

    def receive_data_chunk(self, raw_data, start):
        self._size += len(raw_data)
        if self._size > MAX_BYTES:
            self.too_large, self._chunks = True, []
            raise StopUpload
        self._chunks.append(raw_data)

    def file_complete(self, file_size):
        return SimpleUploadedFile(self.file_name or "file", b"".join(self._chunks))
