# Mọi lệnh thường dùng của cổng thông tin; `make help` in ra lời giải thích sau mỗi dấu ##.

PORT ?= 8000
ARGS ?=
UV ?= uv
PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run serve test prove bench check messages lock clean environment-run environment-develop

help: ## In danh sách lệnh này
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: environment-run ## Chạy thử trên máy này với dữ liệu mẫu: http://127.0.0.1:8000/ (đổi cổng: PORT=9000)
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py load_demo --if-empty
	@exec $(PYTHON) manage.py serve --development --port $(PORT) --with-parent

serve: export PRODUCTION = 1
serve: environment-run ## Chạy thật: cần SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL (xem deploy/portal.env.example)
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py collectstatic --no-input --verbosity 0
	@exec $(PYTHON) manage.py serve --port $(PORT) --with-parent

test: environment-develop ## Chạy các bài kiểm thử (thêm tùy chọn của pytest: ARGS="-k van_ban")
	$(PYTHON) -m pytest $(ARGS)

prove: environment-develop ## Chạy các bài thử dài: tệp hỏng, dữ liệu ngẫu nhiên, tải nặng, tiến trình bị giết
	$(PYTHON) -m pytest -m prove $(ARGS)

bench: environment-develop ## Đo tốc độ nhập tệp trên SQLite (PostgreSQL: .ci/start_postgres make bench; ARGS="--rows 35000 --runs 5")
	$(PYTHON) bench/import.py $(ARGS)

check: export DATABASE_URL = sqlite://:memory:
check: environment-develop ## Soát mã nguồn: lỗi, định dạng, mẫu trang, kiến trúc, migration, cấu hình thật, bản dịch
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m djlint --lint --quiet templates
	$(PYTHON) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) manage.py check --fail-level WARNING
	PRODUCTION=1 ALLOWED_HOSTS=example.vn SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_hex(40))')" \
		$(PYTHON) manage.py check --deploy --fail-level WARNING
	$(if $(wildcard kttt/management/commands/check_translations.py),$(PYTHON) manage.py check_translations)

messages: environment-develop ## Biên dịch bản dịch tiếng Việt (locale/**/*.po thành *.mo; không cần gettext)
	$(PYTHON) -c 'import pathlib, polib; [polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo"))) for po in pathlib.Path("locale").rglob("*.po")]'

lock: ## Khóa lại phiên bản thư viện sau khi sửa pyproject.toml (cần uv; nâng cấp: ARGS=--upgrade)
	$(UV) pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url $(ARGS) \
		--output-file requirements/run.txt pyproject.toml
	$(UV) pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url $(ARGS) \
		--constraint requirements/run.txt --extra develop --output-file requirements/develop.txt pyproject.toml

clean: ## Xóa .venv và các tệp tạm; giữ nguyên dữ liệu (db.sqlite3, media)
	rm -rf .venv staticfiles .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

environment-run environment-develop: environment-%:
	@sh deploy/make_environment.sh $*
